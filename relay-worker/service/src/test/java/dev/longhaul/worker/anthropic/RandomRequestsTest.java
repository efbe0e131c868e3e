package dev.longhaul.worker.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.ObjectMappers;
import com.anthropic.models.messages.MessageCreateParams;
import dev.longhaul.worker.chat.RandomChatRequests;
import dev.longhaul.worker.dialect.Translation;
import dev.longhaul.worker.provider.Fault;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What OpenAI would take, Anthropic takes as well, or it is refused before the call with a reason. */
class RandomRequestsTest {

    private static final long SEED = 20_261_123;
    private static final int COUNT = 5_000;
    private static final List<String> MODELS = List.of("claude-3-5-haiku-20241022", "claude-haiku-4-5",
            "claude-opus-4-5-20251101", "claude-sonnet-4-6", "claude-opus-4-8", "claude-opus-5", "claude-sonnet-5-5",
            "claude-fable-5-1", "house-model");

    private final AnthropicDialect dialect = new AnthropicDialect();

    @Test
    void every_request_is_translated_or_refused_with_a_reason() throws Exception {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        RandomChatRequests requests = new RandomChatRequests(random);
        int ready = 0;
        for (int i = 0; i < COUNT; i++) {
            ObjectNode request = requests.next();
            String model = MODELS.get(random.nextInt(MODELS.size()));
            String name = "request " + i + " to " + model + ": " + request;

            switch (dialect.request(Golden.call(model, request.toString(), random.nextBoolean()))) {
                case Translation.Ready made -> {
                    ready++;
                    check(name, made.body().toString());
                    assertThat(made.warnings()).as(name).allSatisfy(warning -> {
                        assertThat(warning.param()).isNotBlank();
                        assertThat(warning.message()).isNotBlank();
                    });
                }
                case Translation.Impossible(Fault fault) -> {
                    assertThat(fault.param()).as(name).isNotBlank();
                    assertThat(fault.message()).as(name).hasSizeGreaterThan(20);
                }
            }
        }
        assertThat(ready).as("most of them can be asked").isGreaterThan(COUNT / 3);
    }

    private static void check(String name, String body) throws Exception {
        MessageCreateParams.Body params = ObjectMappers.jsonMapper().readValue(body, MessageCreateParams.Body.class)
                .validate();
        // the SDK is of the API version that no longer has the two, and adds the stream itself
        assertThat(params._additionalProperties().keySet()).as(name).isSubsetOf("stream", "temperature", "top_p");
        JsonNode json = Golden.json(body);
        assertThat(MessagesRules.broken(json)).as(name + " as " + json).isEmpty();
    }
}
