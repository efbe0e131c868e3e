package dev.longhaul.worker.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.catalog.Catalog.Timeouts;
import dev.longhaul.contract.message.Warning;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.answer.SimulatedAnswer;
import dev.longhaul.simulator.config.SimulatorConfig;
import dev.longhaul.worker.dialect.DialectAdapter;
import dev.longhaul.worker.http.EventLoops;
import dev.longhaul.worker.http.HttpTransport;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Fault;
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
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The dialect against the provider simulator, which was written from the API's reference and shares no code with it.
 */
class SimulatedCallsTest {

    private static final ProviderKey KEY = new ProviderKey("test", "sk-ant-test", 1);

    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
    private final URI baseUrl = URI.create(simulator.baseUrl() + "/anthropic/v1");
    private final EventLoops loops = new EventLoops(1);
    private final HttpTransport transport = new HttpTransport(loops, baseUrl, new Timeouts(5, 20, 20, 30), 4,
            1_000_000);
    private final DialectAdapter adapter = new DialectAdapter(new AnthropicDialect(), transport, baseUrl,
            Clock.systemUTC());
    private final List<String> chunks = new ArrayList<>();

    @AfterEach
    void close() {
        transport.close();
        loops.close();
        simulator.close();
    }

    @Test
    void a_chat_is_answered() {
        AttemptResult.Succeeded answered = succeeded(ask("How far?").put("seed", 1), false);

        JsonNode completion = Golden.json(answered.response());
        assertThat(completion.path("object").asString()).isEqualTo("chat.completion");
        assertThat(completion.at("/choices/0/message/content").asString())
                .isEqualTo(SimulatedAnswer.expectedFor("How far?", simulator.config().output(), 0));
        assertThat(completion.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(Objects.requireNonNull(answered.usage()).completionTokens())
                .isEqualTo(completion.at("/usage/completion_tokens").asLong()).isPositive();
        assertThat(answered.warnings()).extracting(Warning::param).containsExactly("seed");
    }

    @Test
    void a_stream_adds_up_to_the_same_answer() {
        AttemptResult.Succeeded answered = succeeded(ask("How far?"), true);

        List<JsonNode> said = chunks.stream().map(Golden::json).toList();
        String text = said.stream().map(chunk -> chunk.at("/choices/0/delta/content").asString(""))
                .collect(Collectors.joining());
        assertThat(said.size()).isGreaterThan(4);
        assertThat(text).isEqualTo(SimulatedAnswer.expectedFor("How far?", simulator.config().output(), 0));
        assertThat(Golden.json(answered.response()).at("/choices/0/message/content").asString()).isEqualTo(text);
        assertThat(said.getLast().path("usage").path("completion_tokens").asLong())
                .isEqualTo(Objects.requireNonNull(answered.usage()).completionTokens()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void a_tool_is_called_and_its_result_is_answered(boolean stream) {
        ObjectNode request = ask("[[sim:tool]] How far?");
        ObjectNode function = request.putArray("tools").addObject().put("type", "function").putObject("function")
                .put("name", "look_up");
        function.putObject("parameters").put("type", "object").putObject("properties").putObject("city").put("type",
                "string");
        request.put("parallel_tool_calls", false);

        JsonNode choice = Golden.json(succeeded(request, stream).response()).at("/choices/0");

        assertThat(choice.path("finish_reason").asString()).isEqualTo("tool_calls");
        JsonNode call = choice.at("/message/tool_calls/0");
        assertThat(call.at("/function/name").asString()).isEqualTo("look_up");
        assertThat(Golden.json(call.at("/function/arguments").asString()).isObject()).isTrue();

        request.withArray("messages").add(choice.path("message"));
        request.withArray("messages").addObject().put("role", "tool").put("tool_call_id", call.path("id").asString())
                .put("content", "12 km");
        JsonNode second = Golden.json(succeeded(request, stream).response()).at("/choices/0");
        assertThat(second.path("finish_reason").asString()).isEqualTo("stop");
    }

    @Test
    void an_answer_has_the_form_that_was_asked_for() {
        ObjectNode request = ask("How far?");
        ObjectNode schema = request.putObject("response_format").put("type", "json_schema").putObject("json_schema")
                .put("name", "far").putObject("schema").put("type", "object");
        schema.putObject("properties").putObject("ok").put("type", "boolean");

        assertThat(Golden.json(succeeded(request, false).response()).at("/choices/0/message/content").asString())
                .isEqualTo("{\"ok\":true}");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void a_refusal_ends_with_content_filter(boolean stream) {
        JsonNode choice = Golden.json(succeeded(ask("[[sim:block]] How far?"), stream).response()).at("/choices/0");

        assertThat(choice.path("finish_reason").asString()).isEqualTo("content_filter");
        assertThat(choice.at("/message/refusal").asString("")).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({"'status=429,retry-after=3', Throttled, KEY_AND_MODEL", "status=400, Refused, REQUEST",
            "'status=429,code=enforced_spend_limit_reached', KeyUnusable, KEY", "status=402, KeyUnusable, KEY",
            "status=529, Transient, PROVIDER", "status=500, Ambiguous, REQUEST", "status=504, Ambiguous, REQUEST"})
    void an_error_is_known_for_what_it_is(String marker, String expected, Fault.Scope scope) {
        AttemptResult.Faulted result = (AttemptResult.Faulted) call(ask("[[sim:" + marker + "]]"), KEY, false);

        assertThat(result.getClass().getSimpleName()).isEqualTo(expected);
        assertThat(result.fault().scope()).isEqualTo(scope);
        if (result instanceof AttemptResult.Throttled throttled) {
            assertThat(throttled.pause()).isEqualTo(Duration.ofSeconds(3));
        }
    }

    @Test
    void a_call_without_a_key_says_that_the_key_is_at_fault() {
        assertThat(call(ask("Hi"), ProviderKey.none(), false)).isInstanceOf(AttemptResult.KeyUnusable.class);
    }

    @Test
    void an_error_amid_a_stream_leaves_open_whether_it_was_billed() {
        AttemptResult result = call(ask("[[sim:status=529,midstream]]"), KEY, true);

        assertThat(result).isInstanceOf(AttemptResult.Ambiguous.class);
        assertThat(result.possiblyBilled()).isTrue();
        assertThat(chunks).isNotEmpty();
    }

    @Test
    void what_cannot_be_put_is_never_sent() {
        AttemptResult result = call(ask("Hi").put("n", 2), KEY, false);

        assertThat(result).isInstanceOfSatisfying(AttemptResult.Unsupported.class,
                unsupported -> assertThat(unsupported.fault().param()).isEqualTo("n"));
        assertThat(simulator.ledger().asked()).isZero();
    }

    private static ObjectNode ask(String question) {
        ObjectNode request = JsonMapper.shared().createObjectNode().put("model", "m");
        request.putArray("messages").addObject().put("role", "user").put("content", question);
        return request;
    }

    private AttemptResult.Succeeded succeeded(ObjectNode request, boolean stream) {
        AttemptResult result = call(request, KEY, stream);
        assertThat(result).isInstanceOf(AttemptResult.Succeeded.class);
        return (AttemptResult.Succeeded) result;
    }

    private AttemptResult call(ObjectNode request, ProviderKey key, boolean stream) {
        return adapter.call(Golden.call("claude-sonnet-4-6", request.toString(), stream), key, chunks::addAll,
                new StopSignal());
    }
}
