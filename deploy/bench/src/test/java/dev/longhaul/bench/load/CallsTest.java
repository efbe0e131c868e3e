package dev.longhaul.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.bench.provider.SimulatorControl;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Direct calls and the simulator's control, on a real simulator. */
class CallsTest {

    private final Workload workload = new Workload("some-model", 200, 20, 7, 0);
    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
    private final SimulatorControl control = new SimulatorControl(simulator.baseUrl());
    private final ChatEndpoint endpoint = new ChatEndpoint(control.openAiUrl(), "key", workload);

    @AfterEach
    void stop() {
        endpoint.close();
        control.close();
        simulator.close();
    }

    @Test
    void every_call_is_made_once_and_its_answer_is_right() throws InterruptedException {
        control.answerAfter(Duration.ZERO, 20);
        control.resetLedger(5);
        Tally tally = ChatCalls.run(endpoint, workload, "run", 50, 8);
        assertThat(tally.allRight()).as("%s", tally.problems()).isTrue();
        assertThat(tally.jobs()).isEqualTo(50);
        assertThat(control.totals().asked()).isEqualTo(50);
        assertThat(control.totals().maxInFlight()).isBetween(1, 8);
        assertThat(control.calls(50)).hasSize(5).allSatisfy(call -> assertThat(call.status()).isEqualTo(200));
    }

    @Test
    void an_answer_that_is_not_the_prompts_own_is_counted() throws InterruptedException {
        control.answerAfter(Duration.ZERO, 21); // longer than the workload expects
        Tally tally = ChatCalls.run(endpoint, workload, "run", 10, 2);
        assertThat(tally.problems()).containsOnlyKeys("an answer to another prompt")
                .containsEntry("an answer to another prompt", 10);
    }

    @Test
    void a_refused_call_is_counted_by_its_status() throws InterruptedException {
        control.answerAfter(Duration.ZERO, 20);
        simulator.configure(config -> config.patched("{\"access\":{\"keys\":[\"another\"]}}"));
        assertThat(ChatCalls.run(endpoint, workload, "run", 3, 1).problems()).containsEntry("status 401", 3);
    }

    @Test
    void paced_calls_keep_their_rate_while_answers_take_longer_than_the_gap() throws InterruptedException {
        control.answerAfter(Duration.ofMillis(120), 20);
        PacedCalls.Samples samples = new PacedCalls(endpoint, workload, 40).run("paced", Duration.ofMillis(500),
                () -> true);
        assertThat(samples.problems()).isEmpty();
        assertThat(samples.times()).hasSize(20)
                .allSatisfy(time -> assertThat(time).isGreaterThanOrEqualTo(Duration.ofMillis(119)));
        assertThat(control.totals().maxInFlight()).isGreaterThan(1);
    }

    @Test
    void paced_calls_end_when_they_are_told() throws InterruptedException {
        control.answerAfter(Duration.ZERO, 20);
        int[] asked = new int[1];
        PacedCalls.Samples samples = new PacedCalls(endpoint, workload, 200).run("paced", Duration.ofSeconds(60),
                () -> asked[0]++ < 4);
        assertThat(samples.times()).hasSize(4);
    }
}
