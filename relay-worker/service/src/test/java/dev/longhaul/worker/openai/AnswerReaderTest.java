package dev.longhaul.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.message.Usage;
import dev.longhaul.worker.dialect.Reading;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

    private static final String ANSWER = """
            {"id":"chatcmpl-1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant",
            "content":"usage: {\\"prompt_tokens\\":9}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,
            "completion_tokens":7,"total_tokens":18,"prompt_tokens_details":{"audio_tokens":0,"cached_tokens":5,"cache_write_tokens":4},
            "completion_tokens_details":{"reasoning_tokens":3,"more":[1,{"x":2}]},"cost":{"usd":0.1}},"extra":null}""";

    @Test
    void the_usage_of_a_whole_answer_is_found() {
        assertThat(read(ANSWER)).isEqualTo(new Reading.Completion(ANSWER, new Usage(11, 7, 5, 3, 4)));
    }

    @Test
    void an_answer_without_usage_is_whole_all_the_same() {
        assertThat(read("{\"choices\":[]}")).isEqualTo(new Reading.Completion("{\"choices\":[]}", null));
        assertThat(usage("{\"choices\":[],\"usage\":null}")).isNull();
    }

    @Test
    void odd_counts_are_not_believed() {
        assertThat(usage("{\"choices\":[],\"usage\":{\"prompt_tokens\":-4,\"completion_tokens\":\"x\","
                + "\"prompt_tokens_details\":null,\"completion_tokens_details\":[]}}"))
                .isEqualTo(Usage.NONE);
    }

    @Test
    void every_cut_of_an_answer_is_seen() {
        for (int end = 0; end < ANSWER.length(); end++) {
            assertThat(read(ANSWER.substring(0, end))).as("cut at %s", end).isInstanceOf(Reading.Garbage.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "<html>busy</html>", "{\"id\":\"x\"}", "{\"choices\":{}}",
            "{\"choices\":[]} {\"choices\":[]}", "{\"choices\":[],}"})
    void what_is_no_answer_is_garbage(String body) {
        assertThat(read(body)).isInstanceOf(Reading.Garbage.class);
    }

    @Test
    void an_error_under_status_200_is_told_from_an_answer() {
        assertThat(read("{\"error\":{\"message\":\"busy\",\"code\":502}}")).isInstanceOf(Reading.DressedError.class);
        assertThat(read("{\"error\":null,\"choices\":[]}")).isInstanceOf(Reading.Completion.class);
    }

    private static @Nullable Usage usage(String body) {
        return ((Reading.Completion) read(body)).usage();
    }

    private static Reading read(String body) {
        return AnswerReader.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
