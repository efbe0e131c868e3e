package dev.longhaul.worker;

import static dev.longhaul.worker.Jobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJob.Target;
import dev.longhaul.contract.message.WorkerReport.Heartbeat;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A provider that fails, is left alone, and comes back. */
@Tag("amqp")
class BrokenProviderTest {

    private static final List<String> CLOSED_OFF = List.of("sim/sim-model");

    private static final String POOL = "broken";
    private static final int CALLS = 20;

    @Test
    void a_provider_that_fails_is_left_alone_until_a_probe_has_succeeded() {
        try (Simulator simulator = Simulator.start(SimulatorConfig.defaults());
                RelayPlatform platform = new RelayPlatform(SharedServers.amqp().uri(), POOL);
                RunningWorker worker = RunningWorker.start(SharedServers.amqp(), simulator.baseUrl() + "/v1", POOL,
                        // only what is said at once is heard in time
                        "--longhaul.worker.breaker-open=8s", "--longhaul.worker.heartbeat-interval=10m")) {
            List<OutcomeReport> failed = run(platform, CALLS, "[[sim:status=503]] broken ");
            assertThat(failed).allSatisfy(report -> {
                assertThat(reason(report)).isEqualTo("circuit_open");
                assertThat(report.attempts()).extracting(Attempt::code).isNotEmpty();
            });
            long asked = simulator.ledger().asked();
            assertThat(asked).isEqualTo(failed.stream().mapToInt(report -> report.attempts().size()).sum());
            await().until(() -> unavailable(platform).equals(CLOSED_OFF));

            OutcomeReport closedOff = run(platform, aJob().prompt("closed off").build());
            assertThat(reason(closedOff)).isEqualTo("circuit_open");
            assertThat(closedOff.attempts()).isEmpty();
            assertThat(simulator.ledger().asked()).isEqualTo(asked);
            OutcomeReport elsewhere = run(platform, aJob().prompt("elsewhere")
                    .route(new Target("sim", "sim-model"), new Target("spare", "spare-model")).build());
            assertThat(elsewhere.attempts()).extracting(Attempt::provider).containsExactly("spare");

            await().atMost(Duration.ofSeconds(30)).until(() -> unavailable(platform).isEmpty());
            OutcomeReport probe = run(platform, aJob().prompt("probe").build());
            assertThat(probe.outcome()).isInstanceOf(Outcome.Succeeded.class);
            assertThat(run(platform, CALLS, "as ever ")).allSatisfy(report -> {
                assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
                assertThat(report.attempts()).extracting(Attempt::provider).containsExactly("sim");
            });
            await().until(() -> worker.held().size() == 0);
        }
    }

    @Test
    void what_one_worker_has_found_out_the_others_of_its_pool_go_by() {
        try (Simulator simulator = Simulator.start(SimulatorConfig.defaults());
                RelayPlatform platform = new RelayPlatform(SharedServers.amqp().uri(), POOL);
                RunningWorker busy = start(simulator, 8, 64);
                // takes one job at a time: what it knows after 20 calls it cannot have found out by itself
                RunningWorker idle = start(simulator, 1, 0)) {
            List<OutcomeReport> failed = run(platform, CALLS, "[[sim:status=503]] broken for all ");
            await().until(() -> unavailable(platform, busy).equals(CLOSED_OFF)
                    && unavailable(platform, idle).equals(CLOSED_OFF));
            assertThat(failed.stream().flatMap(report -> report.attempts().stream())
                    .filter(attempt -> idle.name().equals(attempt.worker()))).hasSizeLessThan(20);

            await().atMost(Duration.ofSeconds(30)).until(() -> unavailable(platform, busy).isEmpty());
            // the probe, whoever makes it
            run(platform, CALLS, "well again ");
            await().until(() -> unavailable(platform, idle).isEmpty() && unavailable(platform, busy).isEmpty());
            assertThat(run(platform, CALLS, "as ever ")).extracting(OutcomeReport::outcome)
                    .allMatch(Outcome.Succeeded.class::isInstance);
        }
    }

    private static RunningWorker start(Simulator simulator, int slots, int prefetchExtra) {
        RunningWorker worker = RunningWorker.start(SharedServers.amqp(), simulator.baseUrl() + "/v1", POOL,
                "--longhaul.worker.slots=" + slots, "--longhaul.worker.prefetch-extra=" + prefetchExtra,
                "--longhaul.worker.interactive-reserve=0",
                "--longhaul.worker.breaker-open=4s", "--longhaul.worker.heartbeat-interval=10m");
        await().until(() -> worker.context.getBean(WorkerLifecycle.class).isConnected());
        return worker;
    }

    private static List<String> unavailable(RelayPlatform platform, RunningWorker worker) {
        return platform.reports.stream().filter(Heartbeat.class::isInstance).map(Heartbeat.class::cast)
                .filter(beat -> beat.worker().equals(worker.name())).reduce((earlier, later) -> later)
                .map(Heartbeat::unavailable).orElse(List.of());
    }

    private static String reason(OutcomeReport report) {
        return ((Outcome.Throttled) report.outcome()).reason();
    }

    private static List<String> unavailable(RelayPlatform platform) {
        return platform.reports.stream().filter(Heartbeat.class::isInstance).map(Heartbeat.class::cast)
                .reduce((earlier, later) -> later).map(Heartbeat::unavailable).orElse(List.of());
    }

    private static List<OutcomeReport> run(RelayPlatform platform, int count, String prompt) {
        List<RelayJob> jobs = IntStream.range(0, count).mapToObj(i -> aJob().prompt(prompt + i).build()).toList();
        jobs.forEach(platform::send);
        return jobs.stream().map(job -> outcomeOf(platform, job)).toList();
    }

    private static OutcomeReport run(RelayPlatform platform, RelayJob job) {
        platform.send(job);
        return outcomeOf(platform, job);
    }

    private static OutcomeReport outcomeOf(RelayPlatform platform, RelayJob job) {
        return await().atMost(Duration.ofSeconds(30)).until(() -> platform.outcome(job.id()), Optional::isPresent)
                .orElseThrow();
    }
}
