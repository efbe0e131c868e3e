package dev.longhaul.worker.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class CompletionAssemblerTest {

    private static final List<String> TEXTS = List.of("", "plain words ", "\"quoted\"\n", "gr\u00fc\u00dfe ", "\u754c",
            "\ud83d\ude00", "\ud83d", "\ude00");

    private final CompletionAssembler assembler = new CompletionAssembler();

    /** A failing seed shows the same failure again. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 1_789, 20_261_127})
    void an_answer_is_never_counted_as_longer_than_it_is(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            assembler.add(chunk(random));
            assertThat(assembler.leastBytes()).isLessThanOrEqualTo(bytes());
        }
        // what is not counted is the frame, the escapes, and half of each character of two chars
        assertThat(assembler.leastBytes()).isGreaterThan(bytes() / 2);
    }

    @Test
    void characters_that_come_in_halves_are_not_counted_as_longer_than_they_are() {
        for (int i = 0; i < 500; i++) {
            assembler.add(saying("\ud83d"));
            assembler.add(saying("\ude00"));
        }
        assertThat(assembler.leastBytes()).isBetween(1_000L, (long) bytes());
    }

    @Test
    void the_beginning_of_a_text_ends_with_a_whole_character() {
        assertThat(assembler.text(3)).isEmpty();
        assembler.add(saying("ab\ud83d\ude00"));

        assertThat(assembler.text(0)).isEmpty();
        assertThat(assembler.text(2)).isEqualTo("ab");
        assertThat(assembler.text(3)).isEqualTo("ab");
        assertThat(assembler.text(4)).isEqualTo("ab\ud83d\ude00");
        assertThat(assembler.text(99)).isEqualTo("ab\ud83d\ude00");
    }

    private int bytes() {
        return assembler.completion().getBytes(StandardCharsets.UTF_8).length;
    }

    private static ObjectNode chunk(Random random) {
        ObjectNode chunk = saying(text(random));
        ObjectNode choice = (ObjectNode) chunk.at("/choices/0");
        choice.put("index", random.nextInt(2));
        ObjectNode delta = (ObjectNode) choice.path("delta");
        delta.put("role", "assistant");
        if (random.nextBoolean()) {
            delta.put("reasoning_content", text(random));
        }
        if (random.nextBoolean()) {
            ObjectNode call = JsonNodeFactory.instance.objectNode().put("index", random.nextInt(3)).put("id", "t");
            call.putObject("function").put("name", "f").put("arguments", text(random));
            delta.putArray("tool_calls").add(call);
        }
        if (random.nextBoolean()) {
            ArrayNode tokens = choice.putObject("logprobs").putArray("content");
            ObjectNode token = tokens.addObject().put("token", text(random)).put("logprob", -1.5).putNull("bytes");
            token.putArray("top_logprobs").add(text(random)).add(7).add(true);
        }
        return chunk;
    }

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private static ObjectNode saying(String text) {
        ObjectNode chunk = JsonNodeFactory.instance.objectNode();
        JsonNode delta = JsonNodeFactory.instance.objectNode().put("content", text);
        chunk.putArray("choices").addObject().put("index", 0).set("delta", delta);
        return chunk;
    }
}
