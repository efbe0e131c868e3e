package dev.longhaul.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.simulator.answer.SimulatedAnswer;
import dev.longhaul.simulator.chat.TokenEstimate;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class AnthropicDialectTest {

    private static final String BODY = """
            {"max_tokens":1000,"messages":[{"content":"hello","role":"user"}],"model":"claude-haiku-4-5"}""";
    private static final String TOOLS = "{\"tools\":[{\"name\":\"weather\",\"input_schema\":{\"type\":\"object\","
            + "\"properties\":{\"city\":{\"type\":\"string\"}}}}],";

    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    private HttpResponse<String> call(String body) {
        return caller.post("/anthropic/v1/messages", body, "x-api-key", "sk-ant", "anthropic-version", "2023-06-01");
    }

    private static String with(String fields) {
        return "{" + fields + "," + BODY.substring(1);
    }

    private static List<String> names(String stream) {
        return stream.lines().filter(line -> line.startsWith("event: ")).map(line -> line.substring(7)).toList();
    }

    @Test
    void an_answer_has_the_format_of_a_message_and_quotes_its_prompt() {
        var response = call(with("\"system\":[{\"type\":\"text\",\"text\":\"be brief\"}]"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("request-id").orElseThrow()).startsWith("req_");
        var body = Caller.json(response);
        assertThat(body.get("id").asString()).startsWith("msg_");
        assertThat(body.get("type").asString()).isEqualTo("message");
        assertThat(body.get("role").asString()).isEqualTo("assistant");
        assertThat(body.get("stop_reason").asString()).isEqualTo("end_turn");
        var text = body.at("/content/0/text").asString();
        assertThat(text).isEqualTo(SimulatedAnswer.expectedFor("hello", simulator.config().output(), 0));
        assertThat(body.at("/usage/input_tokens").asInt()).isEqualTo(2 + 2);
        assertThat(body.at("/usage/output_tokens").asInt()).isEqualTo(TokenEstimate.of(text));
    }

    @Test
    void a_stream_has_the_named_events_in_their_order() {
        var response = call(with("\"stream\":true"));

        var names = names(response.body());
        assertThat(names).startsWith("message_start", "content_block_start", "ping", "content_block_delta")
                .endsWith("content_block_delta", "content_block_stop", "message_delta", "message_stop");
        var events = Caller.events(response.body());
        assertThat(events.stream().map(event -> event.get("type").asString())).containsExactlyElementsOf(names);
        var text = events.stream().map(event -> event.at("/delta/text").asString("")).collect(Collectors.joining());
        assertThat(text).startsWith(SimulatedAnswer.fingerprint("hello"));
        assertThat(events.getFirst().at("/message/usage/input_tokens").asInt()).isEqualTo(2);
        var delta = events.get(events.size() - 2);
        assertThat(delta.at("/delta/stop_reason").asString()).isEqualTo("end_turn");
        assertThat(delta.at("/usage/output_tokens").asInt()).isEqualTo(TokenEstimate.of(text));
    }

    @Test
    void a_forced_tool_is_used_whole_or_streamed() {
        var body = TOOLS + "\"tool_choice\":{\"type\":\"tool\",\"name\":\"weather\"}," + BODY.substring(1);

        var answer = Caller.json(call(body));
        assertThat(answer.get("stop_reason").asString()).isEqualTo("tool_use");
        assertThat(answer.at("/content/0/type").asString()).isEqualTo("tool_use");
        assertThat(answer.at("/content/0/input/city").asString()).isEqualTo(SimulatedAnswer.fingerprint("hello"));

        var events = Caller.events(call("{\"stream\":true," + body.substring(1)).body());
        var json = events.stream()
                .map(event -> event.at("/delta/partial_json").asString(""))
                .collect(Collectors.joining());
        assertThat(JsonMapper.shared().readTree(json).get("city").asString())
                .isEqualTo(SimulatedAnswer.fingerprint("hello"));
        assertThat(events.get(1).at("/content_block/name").asString()).isEqualTo("weather");
    }

    @Test
    void a_tools_result_counts_but_is_not_the_question() {
        var body = """
                {"max_tokens":1000,"model":"m","tools":[{"name":"w","input_schema":{"type":"object"}}],
                 "tool_choice":{"type":"auto"},"messages":[
                 {"role":"user","content":[{"type":"image","source":{"type":"url","url":"u"}},
                  {"type":"text","text":"[[sim:tool]] go"}]},
                 {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"w","input":{"text":{"a":1}}}]},
                 {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"sun"}]},
                  {"type":"tool_result","tool_use_id":"u","content":"rain"}]}]}""";

        var answer = Caller.json(call(body));

        assertThat(answer.at("/content/0/text").asString())
                .startsWith(SimulatedAnswer.fingerprint("[[sim:tool]] go"));
        assertThat(answer.at("/usage/input_tokens").asInt()).isEqualTo(85 + 4 + 1 + 1);
    }

    @Test
    void a_schema_gets_an_instance() {
        var answer = Caller.json(call(with("\"output_config\":{\"effort\":\"low\",\"format\":{\"type\":\"json_schema\","
                + "\"schema\":{\"type\":\"object\",\"properties\":{\"ok\":{\"type\":\"boolean\"}}}}}")));

        assertThat(answer.at("/content/0/text").asString()).isEqualTo("{\"ok\":true}");
    }

    @Test
    void a_token_limit_and_a_refusal_have_their_stop_reasons() {
        var cut = Caller.json(call(BODY.replace("1000", "5")));
        assertThat(cut.get("stop_reason").asString()).isEqualTo("max_tokens");
        assertThat(cut.at("/usage/output_tokens").asInt()).isEqualTo(5);

        var refused = BODY.replace("hello", "[[sim:block]]");
        assertThat(Caller.json(call(refused)).get("stop_reason").asString()).isEqualTo("refusal");
        assertThat(names(call("{\"stream\":true," + refused.substring(1)).body())).containsExactly("message_start",
                "ping", "message_delta", "message_stop");
    }

    @Test
    void the_key_and_the_version_must_come_in_headers() {
        var noKey = caller.post("/v1/messages", BODY, "anthropic-version", "2023-06-01");
        assertThat(noKey.statusCode()).isEqualTo(401);
        assertThat(Caller.json(noKey).at("/error/type").asString()).isEqualTo("authentication_error");

        var noVersion = caller.post("/v1/messages", BODY, "x-api-key", "k");
        assertThat(noVersion.statusCode()).isEqualTo(400);
        var body = Caller.json(noVersion);
        assertThat(body.get("type").asString()).isEqualTo("error");
        assertThat(body.at("/error/message").asString()).contains("anthropic-version");
        assertThat(body.get("request_id").asString()).startsWith("req_");

        var bearer = caller.post("/v1/messages", BODY, "authorization", "Bearer k", "anthropic-version", "2026-10-21");
        assertThat(bearer.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
            "{\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
            "{\"max_tokens\":5,\"model\":\"m\"}", "{\"max_tokens\":5,\"model\":\"m\",\"messages\":[{\"content\":1}]}",
            "{\"tool_choice\":{\"type\":\"perhaps\"}}", "{\"output_config\":1}x", "nonsense"})
    void a_request_that_cannot_be_used_is_refused(String body) {
        var response = call(body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Caller.json(response).at("/error/type").asString()).isEqualTo("invalid_request_error");
    }

    @ParameterizedTest
    @CsvSource({"402,billing_error", "403,permission_error", "404,not_found_error", "413,request_too_large",
            "429,rate_limit_error", "500,api_error", "504,timeout_error", "529,overloaded_error",
            "422,invalid_request_error"})
    void every_error_status_has_its_type(int status, String type) {
        var response = call(BODY.replace("hello", "[[sim:status=" + status + ",code=why,retry-after=3]]"));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(Caller.json(response).at("/error/type").asString()).isEqualTo(type);
        assertThat(Caller.json(response).at("/error/details/error_code").asString()).isEqualTo("why");
        assertThat(response.headers().firstValue("retry-after")).contains("3");
    }

    @Test
    void a_stream_can_break_with_an_error_event() {
        var response = call("{\"stream\":true,"
                + BODY.replace("hello", "[[sim:status=529,midstream]]").substring(1));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(names(response.body())).startsWith("message_start").contains("content_block_delta")
                .endsWith("error");
        assertThat(Caller.events(response.body()).getLast().at("/error/type").asString())
                .isEqualTo("overloaded_error");
    }
}
