package dev.longhaul.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.simulator.answer.SimulatedAnswer;
import dev.longhaul.simulator.config.Latency;
import dev.longhaul.simulator.config.Output;
import dev.longhaul.simulator.config.SimulatorConfig;
import dev.longhaul.simulator.ledger.Outcome;
import java.io.IOException;
import java.util.HashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults(), new MovableClock());
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    @Test
    void sums_go_by_provider_model_key_status_and_outcome() {
        caller.openAi(Caller.openAiBody("one"));
        caller.openAi(Caller.openAiBody("[[sim:status=500]]"));
        caller.post("/v1beta/models/gemini-3-flash:generateContent",
                "{\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]}", "x-goog-api-key", "other");

        var ledger = caller.getJson("/_sim/ledger");

        assertThat(ledger.get("asked").asInt()).isEqualTo(3);
        assertThat(ledger.get("billed").asInt()).isEqualTo(2);
        assertThat(ledger.at("/byProvider/openai/calls").asInt()).isEqualTo(2);
        assertThat(ledger.at("/byProvider/openai/billed").asInt()).isEqualTo(1);
        assertThat(ledger.at("/byModel/gemini-3-flash/calls").asInt()).isEqualTo(1);
        assertThat(ledger.at("/byStatus/500/calls").asInt()).isEqualTo(1);
        assertThat(ledger.at("/byOutcome/answered/calls").asInt()).isEqualTo(2);
        assertThat(ledger.get("byKey").size()).isEqualTo(2);
        assertThat(ledger.toString()).doesNotContain("sk-test");
        assertThat(ledger.get("maxInFlight").asInt()).isEqualTo(1);
    }

    @Test
    void particulars_are_listed_newest_first_and_as_many_as_asked() {
        simulator.configure(config -> config.patched("{\"ledger\":{\"calls\":3}}"));
        caller.delete("/_sim/ledger");
        for (int i = 0; i < 5; i++) {
            caller.openAi(Caller.openAiBody("p" + i), "x-longhaul-job", "job_" + i + ";epoch=1;attempt=7");
        }

        var calls = caller.getJson("/_sim/ledger?detail=true").get("calls");

        assertThat(calls.size()).isEqualTo(3);
        assertThat(calls.at("/0/job").asString()).isEqualTo("job_4;epoch=1;attempt=7");
        assertThat(calls.at("/0/prompt").asString()).isEqualTo(SimulatedAnswer.fingerprint("p4"));
        assertThat(calls.at("/0/at").asString()).isEqualTo("2026-03-04T05:06:07Z");
        assertThat(caller.getJson("/_sim/ledger?detail=true&limit=1").get("calls").size()).isEqualTo(1);
        assertThat(caller.get("/_sim/ledger?detail=true&limit=-1").statusCode()).isEqualTo(400);
    }

    @Test
    void a_reset_forgets_all_but_the_open_calls() {
        simulator.configure(config -> config.withLatency(Latency.fixed(300)));
        var open = caller.openAiLater(Caller.openAiBody("slow"));
        await().until(() -> simulator.ledger().inFlight() == 1);

        assertThat(caller.delete("/_sim/ledger").statusCode()).isEqualTo(204);

        assertThat(simulator.ledger().asked()).isZero();
        assertThat(simulator.ledger().inFlight()).isEqualTo(1);
        open.join();
        assertThat(simulator.ledger().inFlight()).isZero();
        simulator.resetLedger();
        assertThat(simulator.ledger().byStatus()).isEmpty();
    }

    @Test
    void jobs_and_prompts_are_counted_asked_and_billed() {
        caller.openAi(Caller.openAiBody("p"), "x-longhaul-job", "job_1;epoch=1;attempt=1");
        caller.openAi(Caller.openAiBody("[[sim:status=500]]"), "x-longhaul-job", "job_1");
        caller.openAi(Caller.openAiBody("p"), "x-longhaul-job", "odd \"id\"");

        var jobs = caller.getJson("/_sim/ledger/jobs");
        assertThat(jobs.get("job_1").asInt()).isEqualTo(2);
        assertThat(jobs.get("odd \"id\"").asInt()).isEqualTo(1);
        assertThat(caller.getJson("/_sim/ledger/jobs?count=billed").get("job_1").asInt()).isEqualTo(1);
        assertThat(caller.getJson("/_sim/ledger/prompts").get(SimulatedAnswer.fingerprint("p")).asInt()).isEqualTo(2);
    }

    @Test
    void more_jobs_than_one_piece_come_whole_and_those_beyond_the_bound_are_summed() {
        simulator.configure(config -> config.patched("{\"ledger\":{\"jobs\":3000}}"));
        simulator.resetLedger();
        var expected = new HashMap<String, Integer>();
        for (int i = 0; i < 3_005; i++) {
            // The largest header that fits keeps the number of calls down.
            var job = "job_" + i + "_" + "x".repeat(120);
            caller.openAi("", "x-longhaul-job", job);
            expected.put(job, 1);
        }

        var jobs = caller.getJson("/_sim/ledger/jobs");

        assertThat(jobs.size()).isEqualTo(3_000);
        assertThat(expected.keySet()).containsAll(jobs.propertyNames());
        assertThat(simulator.ledger().uncounted()).isEqualTo(5);
    }

    @Test
    void a_call_that_the_caller_leaves_is_billed_when_it_is_generated() throws IOException {
        // long enough that the call is still open when this test sees that it has arrived
        simulator.configure(config -> config.withLatency(Latency.fixed(2_000)));
        var call = new RawCall(simulator, Caller.openAiBody("hello"));
        await().until(() -> simulator.ledger().inFlight() == 1);
        call.close();

        await().until(() -> simulator.ledger().inFlight() == 0);
        var abandoned = simulator.ledger().outcome(Outcome.ABANDONED);
        assertThat(abandoned.billed()).isEqualTo(1);
        assertThat(abandoned.completionTokens()).isPositive();
    }

    @Test
    void a_stream_that_the_caller_leaves_is_billed_in_part() throws IOException {
        simulator.configure(config -> config.withOutput(new Output(1_000, 1_000, 200, 1)));
        var call = new RawCall(simulator, Caller.openAiBody("hello").replaceFirst("\\{", "{\"stream\":true,"));
        await().until(() -> simulator.ledger().inFlight() == 1);
        call.close();

        await().until(() -> simulator.ledger().inFlight() == 0);
        var abandoned = simulator.ledger().outcome(Outcome.ABANDONED);
        assertThat(abandoned.billed()).isEqualTo(1);
        assertThat(abandoned.completionTokens()).isBetween(0L, 900L);
    }

    @Test
    void a_failure_for_a_caller_that_left_ends_the_call_too() throws IOException {
        var call = new RawCall(simulator, Caller.openAiBody("[[sim:status=500,slow=150]]"));
        await().until(() -> simulator.ledger().inFlight() == 1);
        call.close();

        await().until(() -> simulator.ledger().inFlight() == 0);
        assertThat(simulator.ledger().billed()).isZero();
    }
}
