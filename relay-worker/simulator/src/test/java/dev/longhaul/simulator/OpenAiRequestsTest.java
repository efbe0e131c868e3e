package dev.longhaul.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.simulator.answer.SimulatedAnswer;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenAiRequestsTest {

    private static final String TOOLS = """
            "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object",
             "properties":{"city":{"type":"string"},"days":{"type":"integer","minimum":3}},"required":["city"]}}},
             {"type":"function","function":{"name":"route","parameters":{"type":"object",
             "properties":{"to":{"type":"string"}}}}}]""";

    private final Simulator simulator = Simulator.start(SimulatorConfig.parse("""
            access:
              keys: [sk-test]
              models: [gpt-5.4-mini, other]
            """));
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    private static String with(String fields) {
        return "{" + fields + "," + Caller.openAiBody("hello").substring(1);
    }

    private JsonNode answer(String body) {
        var response = caller.openAi(body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Caller.json(response);
    }

    @Test
    void a_required_tool_is_called_with_arguments_that_fit_its_schema() {
        var body = answer(with(TOOLS + ",\"tool_choice\":\"required\""));

        assertThat(body.at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
        var call = body.at("/choices/0/message/tool_calls/0");
        assertThat(call.get("type").asString()).isEqualTo("function");
        assertThat(call.at("/function/name").asString()).isEqualTo("weather");
        var arguments = JsonMapper.shared().readTree(call.at("/function/arguments").asString());
        assertThat(arguments.get("city").asString()).isEqualTo(SimulatedAnswer.fingerprint("hello"));
        assertThat(arguments.get("days").asInt()).isEqualTo(3);
        assertThat(body.at("/choices/0/message/content").isNull()).isTrue();
    }

    @Test
    void a_named_tool_is_called_and_streams_its_arguments_in_pieces() {
        var response = caller.openAi(with(TOOLS
                + ",\"stream\":true,\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"route\"}}"));

        var events = Caller.events(response.body());
        assertThat(events.getFirst().at("/choices/0/delta/tool_calls/0/function/name").asString()).isEqualTo("route");
        assertThat(events.getFirst().at("/choices/0/delta/tool_calls/0/id").asString()).startsWith("call_");
        var arguments = events.stream()
                .map(event -> event.at("/choices/0/delta/tool_calls/0/function/arguments").asString(""))
                .collect(Collectors.joining());
        assertThat(arguments).isEqualTo("{\"to\":\"" + SimulatedAnswer.fingerprint("hello") + "\"}");
        assertThat(events.getLast().at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
    }

    @Test
    void tools_that_are_only_offered_are_not_called_unless_the_prompt_asks() {
        assertThat(answer(with(TOOLS)).at("/choices/0/finish_reason").asString()).isEqualTo("stop");

        var asked = with(TOOLS).replace("hello", "hello [[sim:tool]]");
        assertThat(answer(asked).at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");

        var answered = asked.replace("}]}", "},{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"sunny\"}]}");
        assertThat(answered).isNotEqualTo(asked);
        assertThat(answer(answered).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    }

    @Test
    void an_unknown_tool_is_refused() {
        var response = caller
                .openAi(with(TOOLS + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"x\"}}"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Caller.json(response).at("/error/param").asString()).isEqualTo("tool_choice");
    }

    @Test
    void a_schema_gets_an_instance_and_json_mode_an_object() {
        var schema = """
                {"type":"object","properties":{"a":{"enum":["x","y"]},"b":{"type":["number","null"],"multipleOf":0.5},
                 "c":{"type":"array","minItems":2,"items":{"$ref":"#/$defs/t"}},"d":{"anyOf":[{"type":"boolean"}]},
                 "e":{"type":"string","format":"uuid"},"f":{"type":"string","minLength":30},"g":{"const":7},
                 "h":{"type":"null"},"i":{"$ref":"#/$defs/loop"},"j":{"type":"string","maxLength":5}},
                 "$defs":{"t":{"type":"string","format":"date"},
                 "loop":{"type":"object","properties":{"next":{"$ref":"#/$defs/loop"}}}}}""";
        var body = answer(
                with("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
                        + schema + "}}"));
        var instance = JsonMapper.shared().readTree(body.at("/choices/0/message/content").asString());

        assertThat(instance.get("a").asString()).isEqualTo("x");
        assertThat(instance.get("b").asDouble()).isEqualTo(1.0);
        assertThat(instance.get("c").size()).isEqualTo(2);
        assertThat(instance.at("/c/0").asString()).isEqualTo("2026-01-02");
        assertThat(instance.get("d").asBoolean()).isTrue();
        assertThat(instance.get("e").asString()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(instance.get("f").asString()).hasSize(30).startsWith(SimulatedAnswer.fingerprint("hello"));
        assertThat(instance.get("g").asInt()).isEqualTo(7);
        assertThat(instance.get("h").isNull()).isTrue();
        assertThat(instance.get("i").isObject()).isTrue();
        assertThat(instance.get("j").asString()).hasSize(5);

        var mode = answer(with("\"response_format\":{\"type\":\"json_object\"}"));
        assertThat(
                JsonMapper.shared().readTree(mode.at("/choices/0/message/content").asString()).get("answer").asString())
                .startsWith(SimulatedAnswer.fingerprint("hello"));
    }

    @Test
    void several_choices_differ_and_all_count() {
        var body = answer(with("\"n\":3"));

        assertThat(body.get("choices").size()).isEqualTo(3);
        var texts = List.of(0, 1, 2)
                .stream()
                .map(i -> body.at("/choices/" + i + "/message/content").asString())
                .collect(Collectors.toSet());
        assertThat(texts).hasSize(3).allMatch(text -> text.startsWith(SimulatedAnswer.fingerprint("hello")));
        assertThat(body.at("/usage/completion_tokens").asInt())
                .isEqualTo(texts.stream().mapToInt(dev.longhaul.simulator.chat.TokenEstimate::of).sum());
    }

    @Test
    void a_token_limit_cuts_the_answer() {
        for (var field : List.of("max_tokens", "max_completion_tokens")) {
            var body = answer(with("\"" + field + "\":6"));
            assertThat(body.at("/choices/0/finish_reason").asString()).isEqualTo("length");
            assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(6);
        }
    }

    @Test
    void parts_are_read_and_the_last_text_is_the_question() {
        var body = answer(
                """
                        {"messages":[{"content":"be brief","role":"system"},
                         {"content":[{"type":"text","text":"one"},{"image_url":{"url":"data:image/png;base64,AA"},"type":"image_url"},
                          {"type":"text","text":"two"}],"role":"user"},
                         {"role":"assistant","content":null,"tool_calls":[]}],"model":"other","temperature":0.5}""");

        assertThat(body.at("/choices/0/message/content").asString()).startsWith(SimulatedAnswer.fingerprint("two"));
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(2 + 1 + 85 + 1);
    }

    @Test
    void a_missing_or_wrong_key_is_refused() {
        var missing = caller.post("/v1/chat/completions", Caller.openAiBody("hello"));
        assertThat(missing.statusCode()).isEqualTo(401);
        var wrong = caller.openAi(Caller.openAiBody("hello"), "authorization", "Bearer sk-other");
        assertThat(wrong.statusCode()).isEqualTo(401);
        var error = Caller.json(wrong).get("error");
        assertThat(error.get("code").asString()).isEqualTo("invalid_api_key");
        assertThat(error.get("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
    }

    @Test
    void an_unknown_model_is_not_found() {
        var response = caller.openAi(Caller.openAiBody("hello").replace("gpt-5.4-mini", "gpt-1"));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(Caller.json(response).at("/error/code").asString()).isEqualTo("model_not_found");
        assertThat(caller.getJson("/v1/models").at("/data/1/id").asString()).isEqualTo("other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{} x", "{\"model\":\"other\"}", "{\"messages\":[]}",
            "{\"model\":1,\"messages\":[]}", "{\"model\":\"other\",\"messages\":[1]}",
            "{\"model\":\"other\",\"messages\":{}}", "{\"model\":\"other\",\"messages\":[{\"content\":5}]}",
            "{\"model\":\"other\",\"messages\":[{\"content\":[\"a\"]}]}", "{\"n\":0}", "{\"n\":1000}",
            "{\"stream\":1}", "{\"tool_choice\":\"maybe\"}", "{\"tools\":1}",
            "{\"response_format\":{\"json_schema\":1}}", "{\"max_tokens\":-1}", "{\"max_tokens\":99999999999}"})
    void a_request_that_cannot_be_used_is_refused(String body) {
        var response = caller.openAi(body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Caller.json(response).at("/error/type").asString()).isEqualTo("invalid_request_error");
    }

    @Test
    void azure_names_the_model_in_the_path() {
        var response = caller.post("/openai/deployments/other/chat/completions?api-version=1",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}", "api-key", "sk-test");

        assertThat(Caller.json(response).get("model").asString()).isEqualTo("other");
    }

    @Test
    void an_unknown_path_is_not_found() {
        assertThat(caller.post("/v1/embeddings", "{}").statusCode()).isEqualTo(404);
        assertThat(caller.get("/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void a_body_beyond_the_limit_is_refused() {
        var response = caller.openAi(" ".repeat((32 << 20) + 1));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(simulator.ledger().inFlight()).isZero();
    }
}
