package dev.longhaul.worker.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.catalog.Catalog.Timeouts;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.SimulatorConfig;
import dev.longhaul.worker.dialect.DialectAdapter;
import dev.longhaul.worker.http.EventLoops;
import dev.longhaul.worker.http.HttpTransport;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ProviderKey;
import dev.longhaul.worker.stop.StopSignal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The dialect over HTTP against the simulator, which shares no code with it. */
class GeminiSimulatorTest {

    private static final ProviderKey KEY = new ProviderKey("test", "AIza-x", 1);
    private static final String TOOLS = """
            ,"tools":[{"type":"function","function":{"name":"find","parameters":{"type":"object",
            "properties":{"q":{"type":"string"}}}}}],"tool_choice":"required\"""";

    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
    private final EventLoops loops = new EventLoops(1);
    private final URI base = URI.create(simulator.baseUrl() + "/gemini/v1beta");
    private final HttpTransport transport = new HttpTransport(loops, base, new Timeouts(2, 10, 10, 20), 4, 1_000_000);
    private final List<String> chunks = new ArrayList<>();

    @AfterEach
    void stop() {
        transport.close();
        loops.close();
        simulator.close();
    }

    @Test
    void a_chat_is_answered() {
        AttemptResult.Succeeded answer = succeeded(call("Say hello", ",\"user\":\"u-1\"", false));

        JsonNode completion = json(answer.response());
        assertThat(completion.path("object").asString()).isEqualTo("chat.completion");
        assertThat(completion.path("model").asString()).isEqualTo("gemini-3-flash");
        assertThat(completion.at("/choices/0/message/content").asString()).isNotBlank();
        assertThat(completion.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(usage(answer).completionTokens()).isPositive()
                .isEqualTo(completion.at("/usage/completion_tokens").asLong());
        assertThat(answer.warnings()).extracting(warning -> warning.param()).containsExactly("user");
    }

    @Test
    void a_stream_says_the_same_in_pieces() {
        AttemptResult.Succeeded whole = succeeded(call("Say hello", "", false));
        AttemptResult.Succeeded streamed = succeeded(call("Say hello", "", true));

        String said = json(whole.response()).at("/choices/0/message/content").asString();
        assertThat(json(streamed.response()).at("/choices/0/message/content").asString()).isEqualTo(said);
        assertThat(chunks.stream().map(chunk -> json(chunk).at("/choices/0/delta/content").asString(""))
                .collect(Collectors.joining())).isEqualTo(said);
        assertThat(json(chunks.getFirst()).at("/choices/0/delta/role").asString()).isEqualTo("assistant");
        assertThat(json(chunks.get(chunks.size() - 2)).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(json(chunks.getLast()).path("usage").isObject()).isTrue();
        assertThat(usage(streamed)).isEqualTo(usage(whole));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void several_choices_come_apart(boolean stream) {
        AttemptResult.Succeeded answer = succeeded(call("Say hello", ",\"n\":3,\"max_tokens\":5", stream));

        assertThat(json(answer.response()).path("choices").valueStream()
                .map(choice -> choice.path("index").asInt() + choice.path("finish_reason").asString()))
                .containsExactly("0length", "1length", "2length");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_tool_is_called(boolean stream) {
        AttemptResult.Succeeded answer = succeeded(call("Say hello", TOOLS, stream));

        JsonNode choice = json(answer.response()).at("/choices/0");
        assertThat(choice.path("finish_reason").asString()).isEqualTo("tool_calls");
        assertThat(choice.at("/message/tool_calls/0/function/name").asString()).isEqualTo("find");
        assertThat(choice.at("/message/tool_calls/0/id").asString()).startsWith("call_").hasSizeLessThanOrEqualTo(40);
        assertThat(json(choice.at("/message/tool_calls/0/function/arguments").asString()).path("q").isString())
                .isTrue();
    }

    @Test
    void json_of_a_schema_comes_as_asked_for() {
        AttemptResult.Succeeded answer = succeeded(call("Say hello", """
                ,"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":
                {"type":"object","properties":{"n":{"type":"integer"}}}}}""", false));

        assertThat(json(answer.response()).at("/choices/0/message/content").asString()).isEqualTo("{\"n\":1}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void too_fast_names_the_wait(boolean stream) {
        assertThat(call("[[sim:status=429,retry-after=36]]", "", stream)).isInstanceOfSatisfying(
                AttemptResult.Throttled.class,
                throttled -> assertThat(throttled.pause()).isEqualTo(Duration.ofSeconds(36)));
    }

    @Test
    void a_refusal_a_wrong_key_and_an_overload_are_told_apart() {
        assertThat(call("[[sim:status=400]]", "", false)).isInstanceOf(AttemptResult.Refused.class);
        assertThat(call("[[sim:status=503]]", "", false)).isInstanceOf(AttemptResult.Transient.class);
        assertThat(call("[[sim:status=500]]", "", false)).isInstanceOf(AttemptResult.Ambiguous.class);
        simulator.configure(config -> config.patched("{\"access\":{\"keys\":[\"another\"]}}"));
        assertThat(call("Say hello", "", false)).isInstanceOf(AttemptResult.KeyUnusable.class);
    }

    @Test
    void a_stream_that_breaks_with_an_error_may_have_been_billed() {
        assertThat(call("[[sim:status=503,midstream]]", "", true)).isInstanceOf(AttemptResult.Ambiguous.class);
        assertThat(call("[[sim:truncated]]", "", false)).isInstanceOf(AttemptResult.BadAnswer.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_blocked_prompt_is_an_answer_that_the_filter_held_back(boolean stream) {
        AttemptResult.Succeeded answer = succeeded(call("[[sim:block]]", "", stream));

        JsonNode choice = json(answer.response()).at("/choices/0");
        assertThat(choice.path("finish_reason").asString()).isEqualTo("content_filter");
        assertThat(choice.at("/message/content").asString()).isEmpty();
    }

    @Test
    void what_gemini_cannot_do_is_not_sent() {
        assertThat(call("Say hello", ",\"stop\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"]", false))
                .isInstanceOfSatisfying(AttemptResult.Unsupported.class,
                        unsupported -> assertThat(unsupported.fault().param()).isEqualTo("stop"));
        assertThat(simulator.ledger().asked()).isZero();
    }

    private AttemptResult call(String prompt, String more, boolean stream) {
        String request = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]" + more + "}";
        DialectAdapter adapter = new DialectAdapter(new GeminiDialect(), transport, base, Clock.systemUTC());
        return adapter.call(GoldenFiles.call("gemini-3-flash", json(request), stream), KEY, chunks::addAll,
                new StopSignal());
    }

    private static AttemptResult.Succeeded succeeded(AttemptResult result) {
        assertThat(result).isInstanceOf(AttemptResult.Succeeded.class);
        return (AttemptResult.Succeeded) result;
    }

    private static Usage usage(AttemptResult.Succeeded answer) {
        return Objects.requireNonNull(answer.usage());
    }

    private static JsonNode json(String text) {
        return GoldenFiles.MAPPER.readTree(text);
    }
}
