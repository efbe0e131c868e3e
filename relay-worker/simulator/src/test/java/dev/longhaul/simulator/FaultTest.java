package dev.longhaul.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.simulator.RawCall.End;
import dev.longhaul.simulator.config.FaultAction;
import dev.longhaul.simulator.config.FaultMatch;
import dev.longhaul.simulator.config.FaultRule;
import dev.longhaul.simulator.config.Output;
import dev.longhaul.simulator.config.Parallel;
import dev.longhaul.simulator.config.SimulatorConfig;
import dev.longhaul.simulator.ledger.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class FaultTest {

    private static final String STREAM = Caller.openAiBody("hello").replaceFirst("\\{", "{\"stream\":true,");

    private final MovableClock clock = new MovableClock();
    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults(), clock);
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    private void faults(String yaml) {
        simulator.configure(config -> SimulatorConfig.parse("faults:\n" + yaml.indent(2)));
    }

    private int status(String prompt, String... headers) {
        return caller.openAi(Caller.openAiBody(prompt), headers).statusCode();
    }

    private List<Integer> statuses(int calls) {
        return IntStream.range(0, calls).map(i -> status("p" + i)).boxed().toList();
    }

    private RawCall.Seen raw(String body) throws IOException {
        try (var call = new RawCall(simulator, body)) {
            return call.read();
        }
    }

    private RawCall.Seen rawUntilQuiet(String body) throws IOException {
        try (var call = new RawCall(simulator, body)) {
            return call.readUntilQuiet();
        }
    }

    private void awaitOutcome(Outcome outcome, int billed) {
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            var sum = simulator.ledger().outcome(outcome);
            assertThat(sum.calls()).isPositive();
            assertThat(sum.billed()).isEqualTo(billed);
        });
        assertThat(simulator.ledger().inFlight()).isZero();
    }

    @Test
    void a_status_comes_in_the_providers_format_with_its_extras() {
        faults("""
                - action: {kind: status, status: 429, code: insufficient_quota, message: Pay first,
                    headers: {x-should-retry: "false"}, retryAfterSeconds: 1.5}
                """);

        var response = caller.openAi(Caller.openAiBody("hello"));

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("x-should-retry")).contains("false");
        assertThat(response.headers().firstValue("retry-after")).contains("2");
        assertThat(response.headers().firstValue("retry-after-ms")).contains("1500");
        var error = Caller.json(response).get("error");
        assertThat(error.get("code").asString()).isEqualTo("insufficient_quota");
        assertThat(error.get("type").asString()).isEqualTo("insufficient_quota");
        assertThat(error.get("message").asString()).isEqualTo("Pay first");
        awaitOutcome(Outcome.REFUSED, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"400 null", "401 invalid_api_key", "404 model_not_found", "429 rate_limit_exceeded",
            "500 null", "503 server_is_overloaded"})
    void every_status_has_its_usual_code(String expected) {
        int status = Integer.parseInt(expected.substring(0, 3));
        simulator.configure(config -> config.withFaults(FaultRule.always(FaultAction.Status.of(status))));

        var response = caller.openAi(Caller.openAiBody("hello"));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(Caller.json(response).at("/error/code").asString("null")).isEqualTo(expected.substring(4));
    }

    @Test
    void a_body_can_be_replaced_and_a_failed_call_billed() {
        faults("""
                - action: {kind: status, status: 502, body: "<html>Bad gateway</html>", billed: true,
                    headers: {content-type: text/html}, retryAfterSeconds: 3}
                """);

        var response = caller.openAi(Caller.openAiBody("hello"));

        assertThat(response.body()).isEqualTo("<html>Bad gateway</html>");
        assertThat(response.headers().firstValue("content-type")).contains("text/html");
        assertThat(response.headers().firstValue("retry-after")).contains("3");
        awaitOutcome(Outcome.REFUSED, 1);
    }

    @Test
    void the_first_rule_that_ends_a_call_decides_and_matches_narrow_it() {
        faults("""
                - match: {provider: anthropic}
                  action: {kind: status, status: 529}
                - match: {model: gpt-4*}
                  action: {kind: status, status: 404}
                - match: {key: sk-bad}
                  action: {kind: status, status: 401}
                - match: {stream: true}
                  action: {kind: status, status: 500}
                - match: {promptContains: poison}
                  action: {kind: status, status: 400}
                """);

        assertThat(status("hello")).isEqualTo(200);
        assertThat(status("some poison here")).isEqualTo(400);
        assertThat(status("poison", "authorization", "Bearer sk-bad")).isEqualTo(401);
        assertThat(caller.openAi(STREAM).statusCode()).isEqualTo(500);
        assertThat(caller.openAi(Caller.openAiBody("x").replace("gpt-5.4-mini", "gpt-4o")).statusCode()).isEqualTo(404);
    }

    @Test
    void calls_are_picked_by_their_number() {
        faults("""
                - match: {nth: 2}
                  action: {kind: status, status: 500}
                - match: {every: 3}
                  action: {kind: status, status: 503}
                - match: {first: 1}
                  action: {kind: status, status: 429}
                """);

        // A call that an earlier rule ended is not counted by the later ones: the fourth is the third for the second.
        assertThat(statuses(7)).containsExactly(429, 500, 200, 503, 200, 200, 503);
    }

    @Test
    void the_first_calls_of_each_job_or_prompt_fail() {
        faults("""
                - match: {firstOfEach: {by: job, calls: 2}}
                  action: {kind: status, status: 503}
                - match: {promptContains: odd, firstOfEach: {by: prompt, calls: 1}}
                  action: {kind: status, status: 500}
                """);

        for (var job : List.of("job_a", "job_b")) {
            assertThat(status("p", "x-longhaul-job", job + ";epoch=1;attempt=1")).isEqualTo(503);
            assertThat(status("p", "x-longhaul-job", job + ";epoch=1;attempt=2")).isEqualTo(503);
            assertThat(status("p", "x-longhaul-job", job + ";epoch=2;attempt=1")).isEqualTo(200);
        }
        assertThat(status("odd 1")).isEqualTo(500);
        assertThat(status("odd 1")).isEqualTo(200);
        assertThat(status("odd 2")).isEqualTo(500);
    }

    @Test
    void chance_follows_the_seed() {
        var yaml = """
                - match: {probability: 0.3}
                  action: {kind: status, status: 500}
                """;
        faults(yaml);
        var once = statuses(200);
        simulator.configure(config -> config.withFaults());
        faults(yaml);
        var again = statuses(200);

        assertThat(again).isEqualTo(once);
        assertThat(once.stream().filter(status -> status == 500).count()).isBetween(35L, 85L);
    }

    @Test
    void a_rule_acts_within_its_time() {
        faults("""
                - match: {fromSeconds: 10, untilSeconds: 20}
                  action: {kind: status, status: 500}
                """);

        assertThat(status("a")).isEqualTo(200);
        clock.advance(Duration.ofSeconds(10));
        assertThat(status("b")).isEqualTo(500);
        clock.advance(Duration.ofSeconds(10));
        assertThat(status("c")).isEqualTo(200);
    }

    @Test
    void additions_add_up_until_the_call_ends() {
        faults("""
                - action: {kind: slow, millis: 60}
                - action: {kind: slow, millis: 60}
                - action: {kind: dropHeaders, names: [X-Request-Id, content-type]}
                - action: {kind: block}
                """);

        long start = System.nanoTime();
        var response = caller.openAi(Caller.openAiBody("hello"));

        assertThat(System.nanoTime() - start).isGreaterThan(115_000_000L);
        assertThat(response.headers().map()).doesNotContainKeys("x-request-id", "content-type");
        assertThat(Caller.json(response).at("/choices/0/finish_reason").asString()).isEqualTo("content_filter");
    }

    @Test
    void a_reset_before_any_byte_is_seen_as_a_reset_and_billed() throws IOException {
        simulator.configure(config -> config.withFaults(FaultRule.always(new FaultAction.Reset(0L, null, null))));

        var seen = raw(Caller.openAiBody("hello"));

        assertThat(seen).isEqualTo(new RawCall.Seen("", End.RESET));
        awaitOutcome(Outcome.CUT, 1);
        assertThat(simulator.ledger().byStatus()).containsOnlyKeys("0");
    }

    @Test
    void a_reset_after_some_bytes_leaves_exactly_these() throws IOException {
        simulator.configure(config -> config.withFaults(FaultRule.always(new FaultAction.Reset(25L, null, false))));

        for (var body : List.of(Caller.openAiBody("hello"), STREAM)) {
            var seen = raw(body);

            assertThat(seen.end()).isEqualTo(End.RESET);
            assertThat(seen.text()).startsWith("HTTP/1.1 200 OK");
            var received = seen.body();
            // A chunk of a stream has its length before it.
            assertThat(received.replaceFirst("^[0-9a-f]+\r\n", "").strip()).hasSize(25);
        }
        awaitOutcome(Outcome.CUT, 0);
        assertThat(simulator.ledger().status(200).calls()).isEqualTo(2);
    }

    @Test
    void a_connection_can_be_closed_in_order_in_the_middle() throws IOException {
        simulator.configure(config -> config.withFaults(FaultRule.always(new FaultAction.Reset(null, false, null))));

        var seen = raw(Caller.openAiBody("hello"));
        assertThat(seen.end()).isEqualTo(End.CLOSED);
        assertThat(seen.text()).containsIgnoringCase("content-length: ");
        assertThat(seen.body()).startsWith("{\"id\":").doesNotEndWith("}");

        var stream = raw(STREAM);
        assertThat(stream.end()).isEqualTo(End.CLOSED);
        assertThat(stream.body()).contains("\"content\":").doesNotContain("[DONE]").doesNotEndWith("0\r\n\r\n");
        awaitOutcome(Outcome.CUT, 2);
    }

    @Test
    void a_reset_after_more_bytes_than_there_are_comes_after_the_answer() throws IOException {
        simulator.configure(config -> config.withFaults(FaultRule.always(new FaultAction.Reset(1L << 40, null, null))));

        assertThat(raw(Caller.openAiBody("hello")).body()).endsWith("}");
        awaitOutcome(Outcome.CUT, 1);
    }

    @Test
    void a_stalled_call_stays_open_until_the_caller_goes() throws IOException {
        simulator.configure(config -> config.withFaults(
                new FaultRule(null,
                        new FaultMatch(null, null, null, null, true, null, null, null, null, null, null, null),
                        new FaultAction.Stall(null, null)),
                FaultRule.always(new FaultAction.Stall(0L, false))));

        try (var silent = new RawCall(simulator, Caller.openAiBody("hello"))) {
            assertThat(silent.readUntilQuiet()).isEqualTo(new RawCall.Seen("", End.STILL_OPEN));
            assertThat(simulator.ledger().inFlight()).isEqualTo(1);
        }
        awaitOutcome(Outcome.STALLED, 0);
        try (var half = new RawCall(simulator, STREAM)) {
            var seen = half.readUntilQuiet();
            assertThat(seen.end()).isEqualTo(End.STILL_OPEN);
            assertThat(seen.body()).contains("\"content\":").doesNotContain("[DONE]");
        }
        awaitOutcome(Outcome.STALLED, 1);
    }

    @Test
    void garbage_comes_with_status_200() {
        simulator.configure(config -> config.withFaults(FaultRule.always(new FaultAction.Garbage(null, null))));
        var invalid = caller.openAi(Caller.openAiBody("hello"));
        assertThat(invalid.statusCode()).isEqualTo(200);
        assertThat(parses(invalid.body())).isFalse();
        assertThat(invalid.body()).contains("broken");
        var stream = caller.openAi(STREAM).body();
        assertThat(stream).contains("\"content\":").endsWith("data: {\"broken\":,\n\n");

        simulator.configure(config -> config
                .withFaults(FaultRule.always(new FaultAction.Garbage(FaultAction.Garbage.Mode.TRUNCATED, false))));
        var truncated = caller.openAi(Caller.openAiBody("hello"));
        assertThat(truncated.statusCode()).isEqualTo(200);
        assertThat(parses(truncated.body())).isFalse();
        assertThat(truncated.body()).startsWith("{\"id\"");
        assertThat(caller.openAi(STREAM).body()).doesNotContain("[DONE]").doesNotEndWith("\n");
        awaitOutcome(Outcome.GARBLED, 2);
    }

    private static boolean parses(String body) {
        try {
            JsonMapper.shared().readTree(body);
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }

    @Test
    void faults_strike_paced_streams_too() throws IOException {
        simulator.configure(config -> config.withOutput(new Output(40, 40, 400, 1))
                .withFaults(FaultRule.always(new FaultAction.Reset(2_000L, null, null))));
        assertThat(raw(STREAM).end()).isEqualTo(End.RESET);
        awaitOutcome(Outcome.CUT, 1);

        simulator.configure(config -> config.withFaults(FaultRule
                .always(new FaultAction.Status(500, null, null, null, null, null, null, true, null))));
        var response = caller.openAi(STREAM);
        assertThat(response.statusCode()).isEqualTo(200);
        var events = Caller.events(response.body());
        assertThat(events).hasSize(1 + 20 + 1);
        assertThat(events.getLast().at("/error/type").asString()).isEqualTo("server_error");
        assertThat(caller.openAi(Caller.openAiBody("hello")).statusCode()).isEqualTo(500);
        awaitOutcome(Outcome.CUT, 2);
    }

    @Test
    void markers_in_a_prompt_act_for_as_often_as_they_say() {
        assertThat(status("go [[sim:status=503,times=2]]")).isEqualTo(503);
        assertThat(status("go [[sim:status=503,times=2]]")).isEqualTo(503);
        assertThat(status("go [[sim:status=503,times=2]]")).isEqualTo(200);
        var long1 = caller.openAi(Caller.openAiBody("[[sim:tokens=500]]"));
        assertThat(Caller.json(long1).at("/usage/completion_tokens").asInt()).isEqualTo(500);
    }

    @Test
    void every_marker_for_the_wire_works() throws IOException {
        assertThat(raw(Caller.openAiBody("[[sim:reset=0]]"))).isEqualTo(new RawCall.Seen("", End.RESET));
        assertThat(raw(Caller.openAiBody("[[sim:close]]")).end()).isEqualTo(End.CLOSED);
        assertThat(rawUntilQuiet(Caller.openAiBody("[[sim:stall=0]]")).end()).isEqualTo(End.STILL_OPEN);
        assertThat(parses(rawUntilQuiet(Caller.openAiBody("[[sim:garbage]]")).body())).isFalse();
        assertThat(parses(rawUntilQuiet(Caller.openAiBody("[[sim:truncated]] [[sim:slow=1]]")).body())).isFalse();
        var error = caller.openAi(Caller.openAiBody("[[sim:status=400,type=odd,code=c]]"));
        assertThat(Caller.json(error).at("/error/type").asString()).isEqualTo("odd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[sim:status=200]]", "[[sim:status]]", "[[sim:nonsense]]", "[[sim:slow=x]]", "[[sim:",
            "[[sim:]]"})
    void a_marker_that_cannot_be_understood_is_refused(String prompt) {
        assertThat(status(prompt)).isEqualTo(400);
    }

    @Test
    void markers_can_be_switched_off() {
        caller.put("/_sim/config", "{\"markers\":false}");

        assertThat(status("[[sim:status=503]]")).isEqualTo(200);
    }

    @Test
    void calls_beyond_the_open_ones_are_refused_until_the_limit_is_raised() {
        simulator.configure(config -> config.withParallel(new Parallel(2, 503)));
        var held = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 2; i++) {
            held.add(caller.openAiLater(Caller.openAiBody("[[sim:slow=700]]")));
        }
        await().until(() -> simulator.ledger().inFlight() == 2);

        var refused = caller.openAi(Caller.openAiBody("hello"));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(Caller.json(refused).at("/error/code").asString()).isEqualTo("server_is_overloaded");

        caller.put("/_sim/config", "{\"parallel\":{\"max\":3}}");
        assertThat(status("hello")).isEqualTo(200);
        held.forEach(CompletableFuture::join);
        assertThat(simulator.ledger().maxInFlight()).isEqualTo(3);
    }
}
