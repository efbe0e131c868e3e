package dev.longhaul.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCountTest {

    /** Of OpenAI's cookbook, "How to count tokens with tiktoken", which gives the API's counts for them. */
    private static final String COOKBOOK = """
            [{"role": "system", "content": "You are a helpful, pattern-following assistant that translates corporate \
            jargon into plain English."},
            {"role": "system", "name": "example_user", "content": "New synergies will help drive top-line growth."},
            {"role": "system", "name": "example_assistant", "content": "Things working well together will increase \
            revenue."},
            {"role": "system", "name": "example_user", "content": "Let's circle back when we have more bandwidth to \
            touch base on opportunities for increased leverage."},
            {"role": "system", "name": "example_assistant", "content": "Let's talk later when we're less busy about how \
            to do better."},
            {"role": "user", "content": "This late pivot means we don't have time to boil the ocean for the client \
            deliverable."}]""";
    private static final String COOKBOOK_TOOLS = """
            [{"type":"function","function":{"name":"get_current_weather","description":"Get the current weather in a \
            given location","parameters":{"type":"object","properties":{"location":{"type":"string","description":"The \
            city and state, e.g. San Francisco, CA"},"unit":{"type":"string","description":"The unit of temperature to \
            return","enum":["celsius","fahrenheit"]}},"required":["location"]}}}]""";

    private static int prompt(String model, String messages, String fields) {
        return TestSubmissions.read("{\"model\":\"" + model + "\",\"messages\":" + messages + fields + "}").estimate()
                .prompt();
    }

    private static String user(String content) {
        return "[{\"role\":\"user\",\"content\":" + content + "}]";
    }

    @ParameterizedTest
    @CsvSource({"gpt-3.5-turbo, 129", "gpt-4-0613, 129", "gpt-4, 129", "gpt-4o, 124", "gpt-4o-mini, 124"})
    void a_chat_with_an_openai_model_has_the_tokens_that_openai_counts(String model, int tokens) {
        assertThat(prompt("test/" + model, COOKBOOK, "")).isEqualTo(tokens);
    }

    @Test
    void tools_count_a_little_more_than_openai_counts() {
        int tokens = prompt("test/gpt-4o", """
                [{"role":"system","content":"You are a helpful assistant that can answer to questions about the \
                weather."},{"role":"user","content":"What's the weather like in San Francisco?"}]""",
                ",\"tools\":" + COOKBOOK_TOOLS);

        assertThat(tokens).isBetween(101, 120);
    }

    @Test
    void parts_of_a_content_count_as_its_text_does() {
        String parts = user("[{\"type\":\"text\",\"text\":\"one river\"}]");

        assertThat(prompt("test/gpt-4o", parts, "")).isEqualTo(prompt("test/gpt-4o", user("\"one river\""), ""));
    }

    @Test
    void calls_of_tools_count() {
        assertThat(prompt("test/gpt-4o", call("four words are here"), ""))
                .isEqualTo(prompt("test/gpt-4o", call(""), "") + 4);
    }

    private static String call(String arguments) {
        return "[{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"" + arguments + "\"}}]}]";
    }

    @ParameterizedTest
    @CsvSource({"small", "test/gpt-4o"})
    void an_image_counts_the_same_however_large_it_is(String model) {
        String image = "[{\"type\":\"text\",\"text\":\"x\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:"
                + "A".repeat(100_000) + "\"}}]";

        int with = prompt(model, user(image), "");

        assertThat(with).isEqualTo(prompt(model, user("\"x\""), "") + 765);
    }

    @Test
    void a_model_of_somebody_else_has_a_token_for_four_bytes_and_three_for_message_and_prompt() {
        // user + 16 bytes
        assertThat(prompt("small", user("\"caf\\u00e9 au lait x\""), "")).isEqualTo((4 + 16) / 4 + 3 + 3);
    }

    @ParameterizedTest
    @CsvSource({"test/gpt-4, \\ud83d alone", "test/gpt-4o, \\udf19\\ud83c turned"})
    void half_a_character_is_counted_as_well(String model, String content) {
        assertThat(prompt(model, user("\"" + content + "\""), "")).isGreaterThan(6);
    }

    @Test
    void a_long_prompt_is_estimated_from_samples() {
        String text = longText(60_000);
        Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);

        assertThat(prompt("test/gpt-4", user("\"" + text + "\""), ""))
                .isCloseTo(encoding.countTokensOrdinary(text), withinPercentage(5));
    }

    @Test
    void however_long_a_prompt_is_no_more_than_its_samples_are_looked_at() {
        AtomicInteger seen = new AtomicInteger();
        Encoding encoding = (Encoding) Proxy.newProxyInstance(Encoding.class.getClassLoader(),
                new Class<?>[]{Encoding.class}, (proxy, method, arguments) -> {
                    seen.addAndGet(((String) arguments[0]).length());
                    return 1;
                });
        GptTokenizer tokenizer = new GptTokenizer(new PieceCounts(encoding));

        tokenizer.count(List.of("x".repeat(500_000), longText(500_000)));
        tokenizer.count(Collections.nCopies(1_000, "a few words"));

        assertThat(seen.get()).isLessThan(2 * GptTokenizer.MOST_CHARACTERS * 5 / 4);
    }

    /** Words whose length grows, so that a sample of one place only would be wrong. */
    private static String longText(int characters) {
        SplittableRandom random = new SplittableRandom(42);
        List<String> words = List.of("a", "the", "river", "long", "haul", "platform", "queue", "asynchronous",
                "institutionalisation", "incomprehensibilities");
        StringBuilder text = new StringBuilder();
        while (text.length() < characters) {
            int upTo = 1 + (int) ((long) words.size() * text.length() / (characters + 1));
            text.append(words.get(random.nextInt(upTo))).append(' ');
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({"gpt-3.5-turbo-0125, CL100K_BASE", "gpt-35-turbo, CL100K_BASE", "gpt-4, CL100K_BASE",
            "gpt-4-turbo, CL100K_BASE", "gpt-4o-2024-08-06, O200K_BASE", "gpt-4.1-nano, O200K_BASE",
            "gpt-5-mini, O200K_BASE", "gpt-6-luna, O200K_BASE", "gpt-oss-20b, O200K_BASE",
            "chatgpt-4o-latest, O200K_BASE", "o1, O200K_BASE", "o3-mini, O200K_BASE", "o4-mini, O200K_BASE",
            "openai/gpt-4o, O200K_BASE", "ft:gpt-4o:acme::1, O200K_BASE", "ft:gpt-3.5-turbo:acme, CL100K_BASE"})
    void openai_models_are_known_by_their_names(String model, EncodingType encoding) {
        assertThat(Tokenizers.encoding(model)).contains(encoding);
    }

    @ParameterizedTest
    @CsvSource({"deepseek-v4-pro", "claude-sonnet-5", "gemini-3", "llama-4", "my-gpt-4", "o2"})
    void other_models_are_not(String model) {
        assertThat(Tokenizers.encoding(model)).isEmpty();
    }
}
