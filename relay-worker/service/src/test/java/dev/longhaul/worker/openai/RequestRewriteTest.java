package dev.longhaul.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RequestRewriteTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Test
    void only_model_stream_and_its_options_change_and_all_else_passes_byte_for_byte() {
        String request = """
                {"messages" : [ {"role":"user","content":"caf\\u00e9 \\ud83d\\ude80 — “naïve”"} ],
                 "model":"fast","temperature":0.70,"seed":12345678901234567890,"top_p":1e-1,
                 "stream_options":{"include_obfuscation":false}, "stream":true , "unknown":{"a":[1.0,{}]}}""";

        assertThat(rewrite(request, "gpt-5.4", false)).isEqualTo(
                "{\"model\":\"gpt-5.4\",\"messages\" : [ {\"role\":\"user\",\"content\":\"caf\\u00e9 \\ud83d\\ude80 — “naïve”\"} ],"
                        + "\"temperature\":0.70,\"seed\":12345678901234567890,\"top_p\":1e-1,\"unknown\":{\"a\":[1.0,{}]}}");
    }

    @Test
    void a_streamed_call_asks_for_usage() {
        assertThat(rewrite("{\"messages\":[]}", "m", true)).isEqualTo(
                "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[]}");
    }

    @Test
    void fields_of_the_same_name_further_down_stay() {
        String request = "{\"tools\":[{\"model\":\"x\",\"stream\":1}],\"model\":\"a\"}";

        assertThat(rewrite(request, "b", false))
                .isEqualTo("{\"model\":\"b\",\"tools\":[{\"model\":\"x\",\"stream\":1}]}");
    }

    @Test
    void a_model_name_is_quoted() {
        assertThat(rewrite("{}", "a\"b\\c", false)).isEqualTo("{\"model\":\"a\\\"b\\\\c\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "\"text\"", "{\"a\":1", "{\"a\":1}}", "{} {}", "{a:1}", "{\"a\":tru}"})
    void what_is_not_one_json_object_is_refused(String request) {
        assertThat(RequestRewrite.forProvider(request, "m", false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 99, 4_711})
    void any_request_keeps_its_meaning(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            ObjectNode request = MAPPER.createObjectNode();
            for (int field = random.nextInt(8); field >= 0; field--) {
                request.set("f" + field, value(random, 3));
            }
            request.put("model", "old").put("stream", random.nextBoolean());
            ObjectNode expected = request.deepCopy().put("model", "new");
            expected.remove("stream");
            String text = random.nextBoolean() ? request.toString() : request.toPrettyString();

            assertThat(MAPPER.readTree(rewrite(text, "new", false))).isEqualTo(expected);
        }
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> MAPPER.getNodeFactory().stringNode("é\n\"\\🚀 x".substring(random.nextInt(4)));
            case 1 -> MAPPER.getNodeFactory().numberNode(random.nextInt());
            case 2 -> MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
            case 3 -> MAPPER.getNodeFactory().nullNode();
            case 4 -> MAPPER.createArrayNode().add(value(random, depth - 1)).add(value(random, depth - 1));
            default -> MAPPER.createObjectNode().set("model", value(random, depth - 1));
        };
    }

    private static @Nullable String rewrite(String request, String model, boolean stream) {
        return RequestRewrite.forProvider(request, model, stream)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse(null);
    }
}
