package dev.longhaul.worker.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.worker.dialect.EventReader.Step;
import dev.longhaul.worker.dialect.Reading;
import dev.longhaul.worker.dialect.Translation;
import dev.longhaul.worker.provider.AttemptResult;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class AnthropicDialectTest {

    private static final String MODEL = "claude-sonnet-4-6";

    private final AnthropicDialect dialect = new AnthropicDialect();

    @Test
    void a_call_has_anthropics_headers() {
        assertThat(dialect.keyHeaders("k")).containsOnly(Map.entry("x-api-key", "k"));
        assertThat(dialect.headers()).containsOnly(Map.entry("anthropic-version", "2023-06-01"));
    }

    @Test
    void a_conversation_with_tools_comes_back_as_it_was_told() {
        ObjectNode request = JsonMapper.shared().createObjectNode().put("model", "m");
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "user").put("content", "Weather?");
        request.putArray("tools").addObject().put("type", "function").putObject("function").put("name", "look_up");
        JsonNode answer = Golden.read("answers", "tool-use.json").path("answer");

        JsonNode message = Golden.json(read(answer.toString()).response()).at("/choices/0/message");
        messages.add(message);
        for (JsonNode call : message.path("tool_calls")) {
            messages.addObject().put("role", "tool").put("tool_call_id", call.path("id").asString()).put("content",
                    "result of " + call.path("id").asString());
        }
        JsonNode turns = Golden.json(request(request).body().toString()).path("messages");

        assertThat(turns).hasSize(3);
        assertThat(turns.get(1).path("role").asString()).isEqualTo("assistant");
        assertThat(turns.get(1).path("content")).isEqualTo(answer.path("content"));
        assertThat(turns.get(2).path("content").valueStream().map(block -> block.path("tool_use_id").asString()))
                .containsExactly("toolu_1", "toolu_2");
        assertThat(turns.get(2).path("content").valueStream().map(block -> block.path("content").asString()))
                .containsExactly("result of toolu_1", "result of toolu_2");
    }

    @Test
    void an_answer_with_thoughts_can_stand_in_the_next_request() {
        ObjectNode request = JsonMapper.shared().createObjectNode().put("model", "m");
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "user").put("content", "Hi");
        messages.add(Golden.read("answers", "thinking.json").at("/completion/choices/0/message"));
        messages.addObject().put("role", "user").put("content", "And?");

        JsonNode turns = Golden.json(request(request).body().toString()).path("messages");

        assertThat(turns.get(1)).isEqualTo(
                Golden.json("{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"id\":\"msg_1\",\"content\":[{\"type\":\"te", "[]", "{}",
            "{\"content\":[],\"stop_reason\":null}", "{\"content\":\"Hi\",\"stop_reason\":\"end_turn\"}",
            "{\"choices\":[{\"message\":{}}]}"})
    void what_is_no_message_is_garbage(String body) {
        assertThat(dialect.read(body.getBytes(StandardCharsets.UTF_8), Golden.call(MODEL, "{}", false), Golden.NOW))
                .isInstanceOf(Reading.Garbage.class);
    }

    @Test
    void an_error_with_status_200_is_an_error() {
        Reading read = dialect.read(
                "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"m\"}}"
                        .getBytes(StandardCharsets.UTF_8),
                Golden.call(MODEL, "{}", false), Golden.NOW);

        assertThat(read).isInstanceOfSatisfying(Reading.DressedError.class,
                dressed -> assertThat(dressed.error()).isInstanceOf(AttemptResult.Ambiguous.class));
    }

    @Test
    void an_event_that_is_no_json_is_garbage() {
        assertThat(dialect.events(Golden.call(MODEL, "{}", true), Golden.NOW).read("{\"type\":"))
                .isInstanceOf(Step.Garbage.class);
    }

    private Translation.Ready request(ObjectNode request) {
        return (Translation.Ready) dialect.request(Golden.call(MODEL, request.toString(), false));
    }

    private Reading.Completion read(String answer) {
        return (Reading.Completion) dialect.read(answer.getBytes(StandardCharsets.UTF_8),
                Golden.call(MODEL, "{}", false), Golden.NOW);
    }
}
