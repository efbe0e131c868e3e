package dev.longhaul.worker;

import static dev.longhaul.worker.Jobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJob.Target;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.Provider;
import dev.longhaul.simulator.config.RateLimit;
import dev.longhaul.simulator.config.SimulatorConfig;
import dev.longhaul.worker.provider.KeyPool;
import dev.longhaul.worker.provider.Providers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several workers with the same keys. */
@Tag("amqp")
class SharedKeysTest {

    private static final String POOL = "shared-keys";
    private static final int PER_MINUTE = 1_200;

    @Test
    void workers_keep_a_key_inside_its_limit_together() {
        List<RunningWorker> workers = new ArrayList<>();
        try (Simulator simulator = Simulator.start(SimulatorConfig.defaults().withLimits(new RateLimit(Provider.OPENAI,
                "*", "*", RateLimit.Per.KEY_AND_MODEL, PER_MINUTE, null, null, null, 2.0)));
                RelayPlatform platform = new RelayPlatform(SharedServers.amqp().uri(), POOL)) {
            try {
                for (int i = 0; i < 4; i++) {
                    workers.add(start(simulator, "--longhaul.providers.sim.api-key=",
                            "--longhaul.providers.sim.keys.main.api-key=test-key",
                            "--longhaul.providers.sim.keys.main.requests-per-minute=" + PER_MINUTE));
                }

                List<OutcomeReport> reports = run(platform, 200, "limited ");

                assertThat(reports).allSatisfy(
                        report -> assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class));
                List<Attempt> attempts = reports.stream().flatMap(report -> report.attempts().stream()).toList();
                assertThat(attempts).extracting(Attempt::keyName).containsOnly("main");
                assertThat(attempts).filteredOn(attempt -> attempt.end() == Attempt.End.THROTTLED).hasSizeLessThan(2);
                Map<String, Long> byWorker = attempts.stream()
                        .collect(Collectors.groupingBy(Attempt::worker, Collectors.counting()));
                assertThat(byWorker).hasSize(4);
            } finally {
                workers.forEach(RunningWorker::close);
            }
        }
    }

    @Test
    void what_one_worker_is_told_of_a_key_the_other_knows() {
        try (Simulator simulator = Simulator.start(SimulatorConfig.defaults());
                RelayPlatform platform = new RelayPlatform(SharedServers.amqp().uri(), POOL);
                RunningWorker one = start(simulator, "--longhaul.worker.slots=1");
                RunningWorker other = start(simulator, "--longhaul.worker.slots=1")) {
            RelayJob told = job("[[sim:status=429,retry-after=4,times=1]] told");
            Instant before = Instant.now();
            platform.send(told);
            await().until(() -> !isReady(one) && !isReady(other));

            List<OutcomeReport> reports = run(platform, 6, "after ");

            assertThat(reports).extracting(OutcomeReport::outcome).allMatch(Outcome.Succeeded.class::isInstance);
            assertThat(outcomeOf(platform, told).outcome()).isInstanceOf(Outcome.Succeeded.class);
            List<Attempt> later = reports.stream().flatMap(report -> report.attempts().stream()).toList();
            assertThat(later).extracting(Attempt::startedAt)
                    .allMatch(at -> at.isAfter(before.plusSeconds(4)));
            assertThat(later).extracting(Attempt::end).containsOnly(Attempt.End.SUCCEEDED);
        }
    }

    private static boolean isReady(RunningWorker worker) {
        KeyPool keys = worker.context.getBean(Providers.class).find("sim").orElseThrow().keys();
        return keys.isReady(keys.keys().getFirst(), "sim-model");
    }

    private static RunningWorker start(Simulator simulator, String... settings) {
        RunningWorker worker = RunningWorker.start(SharedServers.amqp(), simulator.baseUrl() + "/v1", POOL, settings);
        // what is told before is not heard
        await().until(() -> worker.context.getBean(WorkerLifecycle.class).isConnected());
        return worker;
    }

    private static RelayJob job(String prompt) {
        return aJob().prompt(prompt).route(new Target("sim", "sim-model")).build();
    }

    private static List<OutcomeReport> run(RelayPlatform platform, int count, String prompt) {
        List<RelayJob> jobs = IntStream.range(0, count).mapToObj(i -> job(prompt + i)).toList();
        jobs.forEach(platform::send);
        return jobs.stream().map(job -> outcomeOf(platform, job)).toList();
    }

    private static OutcomeReport outcomeOf(RelayPlatform platform, RelayJob job) {
        return await().atMost(Duration.ofSeconds(60)).until(() -> platform.outcome(job.id()), Optional::isPresent)
                .orElseThrow();
    }
}
