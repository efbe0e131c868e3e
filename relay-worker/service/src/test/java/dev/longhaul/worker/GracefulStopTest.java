package dev.longhaul.worker;

import static dev.longhaul.worker.Jobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.WorkerReport;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.Latency;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("amqp")
class GracefulStopTest {

    private static final String POOL = "stopping";

    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
    private final RelayPlatform platform = new RelayPlatform(SharedServers.amqp().uri(), POOL);
    private final RunningWorker worker = RunningWorker.start(SharedServers.amqp(), simulator.baseUrl() + "/v1", POOL,
            "--longhaul.worker.slots=4", "--longhaul.worker.interactive-reserve=0", "--longhaul.worker.grace=2s");

    /** Until its first answer a worker makes few calls at a time. */
    @BeforeEach
    void answerOnce() {
        platform.send(aJob().prompt("the first").build());
        await().until(() -> platform.outcomes.size() == 1 && platform.starts.size() == 1
                && worker.held().size() == 0);
        platform.outcomes.clear();
        platform.starts.clear();
        simulator.resetLedger();
    }

    @AfterEach
    void stop() {
        worker.close();
        for (Lane lane : Lane.values()) {
            platform.admin().purgeQueue(RelayTopology.workQueue(POOL, lane), false);
        }
        platform.close();
        simulator.close();
    }

    @Test
    void what_runs_may_finish_and_what_has_not_started_goes_back() {
        simulator.configure(config -> config.withLatency(Latency.fixed(1_000)));
        for (int i = 0; i < 10; i++) {
            platform.send(aJob().prompt("job " + i).build());
        }
        await().until(() -> simulator.ledger().inFlight() == 4);
        await().until(() -> worker.held().size() == 10);

        worker.close();

        await().untilAsserted(() -> assertThat(platform.outcomes).hasSize(4));
        assertThat(platform.outcomes).allMatch(report -> report.outcome() instanceof Outcome.Succeeded);
        assertThat(platform.ready(RelayTopology.workQueue(POOL, Lane.STANDARD))).isEqualTo(6);
        assertThat(simulator.ledger().asked()).isEqualTo(4);
        assertThat(platform.starts).as("what goes back was not announced either").hasSize(4);
        assertThat(platform.reports).filteredOn(WorkerReport.Heartbeat.class::isInstance).last()
                .satisfies(beat -> assertThat(((WorkerReport.Heartbeat) beat).stopping()).isTrue());
    }

    @Test
    void a_worker_that_drains_finishes_what_runs_gives_back_the_rest_and_lives_on() {
        simulator.configure(config -> config.withLatency(Latency.fixed(1_000)));
        for (int i = 0; i < 10; i++) {
            platform.send(aJob().prompt("job " + i).build());
        }
        await().until(() -> simulator.ledger().inFlight() == 4);
        await().until(() -> worker.held().size() == 10);

        platform.control(worker.name(), new ControlMessage.Drain());

        await().untilAsserted(() -> assertThat(platform.outcomes).hasSize(4));
        assertThat(platform.outcomes).allMatch(report -> report.outcome() instanceof Outcome.Succeeded);
        await().untilAsserted(() -> assertThat(worker.held().size()).isZero());
        assertThat(platform.ready(RelayTopology.workQueue(POOL, Lane.STANDARD))).isEqualTo(6);
        assertThat(simulator.ledger().asked()).isEqualTo(4);
        // it goes on saying so, and answers
        platform.reports.clear();
        await().until(() -> platform.reports.stream().anyMatch(
                report -> report instanceof WorkerReport.Heartbeat beat && beat.stopping()));
        platform.control(worker.name(), new ControlMessage.Inquiry("q1", RelayPlatform.INSTANCE, List.of()));
        await().until(() -> platform.reports.stream().anyMatch(WorkerReport.Held.class::isInstance));
    }

    @Test
    void the_unstarted_rest_of_a_message_is_handed_back() {
        simulator.configure(config -> config.withLatency(Latency.fixed(1_000)));
        RelayJob[] jobs = new RelayJob[10];
        for (int i = 0; i < jobs.length; i++) {
            jobs[i] = aJob().lane(Lane.BATCH).prompt("line " + i).build();
        }
        platform.send(jobs);
        await().until(() -> simulator.ledger().inFlight() == 4);

        worker.close();

        await().untilAsserted(() -> assertThat(platform.outcomes).hasSize(10));
        assertThat(platform.outcomes).filteredOn(report -> report.outcome() instanceof Outcome.Succeeded).hasSize(4);
        assertThat(platform.outcomes)
                .filteredOn(report -> report.outcome().equals(new Outcome.HandedBack("worker stops"))).hasSize(6)
                .allMatch(report -> report.attempts().isEmpty());
        assertThat(platform.ready(RelayTopology.workQueue(POOL, Lane.BATCH))).isZero();
    }

    @Test
    void an_interactive_job_that_has_not_started_is_handed_back_without_an_attempt() {
        simulator.configure(config -> config.withLatency(Latency.fixed(1_000)));
        for (int i = 0; i < 6; i++) {
            platform.send(aJob().lane(Lane.INTERACTIVE).hold().prompt("chat " + i).build());
        }
        await().until(() -> simulator.ledger().inFlight() == 4);
        await().until(() -> worker.held().size() == 6);

        worker.close();

        await().untilAsserted(() -> assertThat(platform.outcomes).hasSize(6));
        assertThat(platform.outcomes)
                .filteredOn(report -> report.outcome().equals(new Outcome.HandedBack("worker stops"))).hasSize(2)
                .allMatch(report -> report.attempts().isEmpty() && report.startedAt() == null);
        assertThat(platform.ready(RelayTopology.workQueue(POOL, Lane.INTERACTIVE))).isZero();
        assertThat(simulator.ledger().asked()).isEqualTo(4);
    }

    @Test
    void a_call_that_outlives_the_grace_period_goes_back_as_perhaps_billed() {
        List<RelayJob> jobs = new ArrayList<>();
        jobs.add(aJob().prompt("[[sim:slow=60000]] retried elsewhere").build());
        jobs.add(aJob().prompt("[[sim:slow=60000]] held").hold().build());
        jobs.forEach(platform::send);
        await().until(() -> simulator.ledger().inFlight() == 2);

        worker.close();

        await().untilAsserted(() -> assertThat(platform.outcomes).hasSize(2));
        OutcomeReport again = platform.outcome(jobs.get(0).id()).orElseThrow();
        assertThat(again.outcome()).isInstanceOfSatisfying(Outcome.Throttled.class,
                throttled -> assertThat(throttled.until()).isBeforeOrEqualTo(Instant.now()));
        assertThat(again.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.end()).isEqualTo(Attempt.End.AMBIGUOUS);
            assertThat(attempt.possiblyBilled()).isTrue();
        });
        OutcomeReport held = platform.outcome(jobs.get(1).id()).orElseThrow();
        assertThat(((Outcome.Failed) held.outcome()).failure().code()).isEqualTo("outcome_unknown");
    }
}
