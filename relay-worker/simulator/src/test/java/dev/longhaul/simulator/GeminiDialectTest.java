package dev.longhaul.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.simulator.answer.SimulatedAnswer;
import dev.longhaul.simulator.chat.TokenEstimate;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiDialectTest {

    private static final String BODY = "{\"contents\":[{\"parts\":[{\"text\":\"hello\"}],\"role\":\"user\"}]}";
    private static final String MODEL = "/gemini/v1beta/models/gemini-3-flash:";

    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    private HttpResponse<String> call(String body) {
        return caller.post(MODEL + "generateContent", body, "x-goog-api-key", "AIza-x");
    }

    private HttpResponse<String> stream(String body) {
        return caller.post(MODEL + "streamGenerateContent?alt=sse", body, "x-goog-api-key", "AIza-x");
    }

    private static String with(String fields) {
        return "{" + fields + "," + BODY.substring(1);
    }

    @Test
    void an_answer_has_the_format_of_a_generation_and_quotes_its_prompt() {
        var response = call(with("\"systemInstruction\":{\"role\":\"user\",\"parts\":[{\"text\":\"be brief\"}]}"));

        assertThat(response.statusCode()).isEqualTo(200);
        var body = Caller.json(response);
        var candidate = body.at("/candidates/0");
        var text = candidate.at("/content/parts/0/text").asString();
        assertThat(text).isEqualTo(SimulatedAnswer.expectedFor("hello", simulator.config().output(), 0));
        assertThat(candidate.at("/content/role").asString()).isEqualTo("model");
        assertThat(candidate.get("finishReason").asString()).isEqualTo("STOP");
        assertThat(body.at("/usageMetadata/promptTokenCount").asInt()).isEqualTo(2 + 2);
        assertThat(body.at("/usageMetadata/candidatesTokenCount").asInt()).isEqualTo(TokenEstimate.of(text));
        assertThat(body.get("modelVersion").asString()).isEqualTo("gemini-3-flash");
    }

    @Test
    void a_stream_is_made_of_partial_answers_that_end_with_cr_lf_pairs() {
        var response = stream(BODY);

        assertThat(response.body()).endsWith("}\r\n\r\n").doesNotContain("[DONE]");
        var events = Caller.events(response.body());
        var text = events.stream()
                .map(event -> event.at("/candidates/0/content/parts/0/text").asString(""))
                .collect(Collectors.joining());
        assertThat(text).isEqualTo(SimulatedAnswer.expectedFor("hello", simulator.config().output(), 0));
        assertThat(events.getFirst().at("/candidates/0").has("finishReason")).isFalse();
        assertThat(events.getLast().at("/candidates/0/finishReason").asString()).isEqualTo("STOP");
        assertThat(events.getLast().at("/usageMetadata/candidatesTokenCount").asInt())
                .isEqualTo(TokenEstimate.of(text));
    }

    @Test
    void a_forced_function_comes_whole_also_in_a_stream() {
        var body = with(
                "\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\"},{\"name\":\"g\",\"parametersJsonSchema\":"
                        + "{\"type\":\"OBJECT\",\"properties\":{\"q\":{\"type\":\"STRING\"}}}}]}],"
                        + "\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"g\"]}}");

        var call = Caller.json(call(body)).at("/candidates/0/content/parts/0/functionCall");
        assertThat(call.get("name").asString()).isEqualTo("g");
        assertThat(call.at("/args/q").asString()).isEqualTo(SimulatedAnswer.fingerprint("hello"));

        var events = Caller.events(stream(body).body());
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().at("/candidates/0/content/parts/0/functionCall/name").asString()).isEqualTo("g");
    }

    @Test
    void a_generations_settings_are_honoured() {
        var body = Caller.json(call(with("\"generationConfig\":{\"temperature\":0.1,\"maxOutputTokens\":5,"
                + "\"candidateCount\":2}")));
        assertThat(body.get("candidates").size()).isEqualTo(2);
        assertThat(body.at("/candidates/1/finishReason").asString()).isEqualTo("MAX_TOKENS");
        assertThat(body.at("/usageMetadata/candidatesTokenCount").asInt()).isEqualTo(10);

        var json = Caller.json(call(with("\"generationConfig\":{\"responseMimeType\":\"application/json\"}")));
        assertThat(json.at("/candidates/0/content/parts/0/text").asString()).startsWith("{\"answer\":\"sim:");
        var schema = Caller.json(call(with("\"generationConfig\":{\"responseMimeType\":\"application/json\","
                + "\"responseJsonSchema\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}}")));
        assertThat(schema.at("/candidates/0/content/parts/0/text").asString()).isEqualTo("{\"n\":1}");
    }

    @Test
    void images_and_functions_results_are_not_the_question() {
        var body = """
                {"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"AA"}},{"text":"look"}]},
                 {"role":"model","parts":[{"functionCall":{"name":"f","args":{}},"thoughtSignature":"AA"}]},
                 {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"text":"x"}}}]}]}""";

        var answer = Caller.json(call(body));

        assertThat(answer.at("/candidates/0/content/parts/0/text").asString())
                .startsWith(SimulatedAnswer.fingerprint("look"));
        assertThat(answer.at("/usageMetadata/promptTokenCount").asInt()).isEqualTo(85 + 1);
    }

    @Test
    void a_blocked_prompt_has_feedback_and_no_candidates() {
        var body = BODY.replace("hello", "[[sim:block]]");

        for (var answer : new String[]{call(body).body(), stream(body).body().replace("data: ", "")}) {
            var json = tools.jackson.databind.json.JsonMapper.shared().readTree(answer);
            assertThat(json.at("/promptFeedback/blockReason").asString()).isEqualTo("PROHIBITED_CONTENT");
            assertThat(json.has("candidates")).isFalse();
        }
    }

    @Test
    void keys_are_refused_in_geminis_way() {
        simulator.configure(config -> config.patched("{\"access\":{\"keys\":[\"good\"]}}"));

        var none = caller.post(MODEL + "generateContent", BODY);
        assertThat(none.statusCode()).isEqualTo(403);
        assertThat(Caller.json(none).at("/error/status").asString()).isEqualTo("PERMISSION_DENIED");
        var wrong = call(BODY);
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(Caller.json(wrong).at("/error/code").asInt()).isEqualTo(400);
        assertThat(Caller.json(wrong).at("/error/details/0/reason").asString()).isEqualTo("API_KEY_INVALID");
    }

    @ParameterizedTest
    @CsvSource({"401,UNAUTHENTICATED", "403,PERMISSION_DENIED", "404,NOT_FOUND", "409,ABORTED",
            "429,RESOURCE_EXHAUSTED", "500,INTERNAL", "503,UNAVAILABLE", "504,DEADLINE_EXCEEDED",
            "422,INVALID_ARGUMENT"})
    void every_error_status_has_its_name_and_the_body_says_when_to_retry(int status, String name) {
        var response = call(BODY.replace("hello", "[[sim:status=" + status + ",retry-after=36]]"));

        assertThat(response.statusCode()).isEqualTo(status);
        var error = Caller.json(response).get("error");
        assertThat(error.get("code").asInt()).isEqualTo(status);
        assertThat(error.get("status").asString()).isEqualTo(name);
        assertThat(error.at("/details/0/@type").asString()).endsWith("google.rpc.RetryInfo");
        assertThat(error.at("/details/0/retryDelay").asString()).isEqualTo("36s");
    }

    @Test
    void a_stream_can_break_with_an_error() {
        var events = Caller.events(stream(BODY.replace("hello", "[[sim:status=503,midstream]]")).body());

        assertThat(events.getLast().at("/error/status").asString()).isEqualTo("UNAVAILABLE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"contents\":1}", "{\"contents\":[]}", "{\"generationConfig\":1}",
            "{\"generationConfig\":{\"candidateCount\":9}}",
            "{\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"NEVER\"}}}"})
    void a_request_that_cannot_be_used_is_refused(String body) {
        assertThat(call(body).statusCode()).isEqualTo(400);
    }

    @Test
    void other_paths_of_gemini_work_and_a_stream_without_sse_is_refused() {
        var plain = caller.post("/v1/models/a%2Fb:generateContent", BODY, "x-goog-api-key", "k");
        assertThat(Caller.json(plain).get("modelVersion").asString()).isEqualTo("a/b");
        var array = caller.post(MODEL + "streamGenerateContent", BODY, "x-goog-api-key", "k");
        assertThat(array.statusCode()).isEqualTo(400);
    }
}
