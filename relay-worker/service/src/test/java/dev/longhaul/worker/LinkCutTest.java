package dev.longhaul.worker;

import static dev.longhaul.worker.Jobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.embedded.CutProxy;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.Latency;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The overseas link is slow, silent or cut while calls are under way. */
@Tag("amqp")
class LinkCutTest {

    private static final String POOL = "overseas";
    private static final int SLOTS = 20;
    /** Of each fault; -Dlonghaul.test.link-fault-seconds=60 for a long look. */
    private static final Duration FAULT = Duration.ofSeconds(Integer.getInteger("longhaul.test.link-fault-seconds", 3));
    private static final Duration A_WHILE = FAULT.multipliedBy(4).plusSeconds(60);

    @TempDir
    private Path outbox;
    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
    private final CutProxy link = CutProxy.before(SharedServers.amqp().uri());
    private RelayPlatform platform;

    @BeforeEach
    void start() {
        platform = new RelayPlatform(SharedServers.amqp().uri(), POOL);
    }

    @AfterEach
    void stop() {
        link.close();
        platform.close();
        simulator.close();
    }

    private RunningWorker worker() {
        return RunningWorker.start(link::uri, simulator.baseUrl() + "/v1", POOL, "--longhaul.worker.slots=" + SLOTS,
                "--longhaul.worker.outbox=" + outbox, "--longhaul.worker.grace=1s",
                "--spring.rabbitmq.requested-heartbeat=1s", "--spring.rabbitmq.connection-timeout=2s");
    }

    @Test
    void every_completion_arrives_and_is_bought_once_although_the_link_is_slow_silent_and_cut() {
        simulator.configure(config -> config.withLatency(Latency.fixed(100)));
        List<RelayJob> jobs = jobs(SLOTS * (10 + 10 * (int) FAULT.toSeconds()));
        try (RunningWorker worker = worker()) {
            jobs.forEach(platform::send);
            await().until(() -> !platform.outcomes.isEmpty());

            link.slow(Duration.ofMillis(100));
            await().atMost(A_WHILE).until(() -> platform.outcomes.size() > jobs.size() / 5);
            link.hang();
            await().atMost(A_WHILE).until(() -> kept() > 0);
            nothingArrives();
            link.down();
            nothingArrives();
            link.up();

            await().atMost(A_WHILE).untilAsserted(() -> assertThat(succeeded()).hasSize(jobs.size()));
            await().atMost(A_WHILE).untilAsserted(() -> assertThat(worker.held().size()).isZero());
            assertThat(simulator.ledger().asked()).isEqualTo(jobs.size());
            await().untilAsserted(() -> assertThat(kept()).isZero());
        }
    }

    @Test
    void what_a_worker_leaves_in_its_outbox_is_delivered_by_the_next_one_before_the_record_is_asked() {
        simulator.configure(config -> config.withLatency(Latency.fixed(1_000)));
        List<RelayJob> jobs = jobs(SLOTS / 2);
        int calls = jobs.size() + 1;
        try (RunningWorker dies = worker()) {
            // until its first answer a worker makes few calls at a time
            platform.send(aJob().prompt("the first").build());
            await().until(() -> !platform.outcomes.isEmpty());
            jobs.forEach(platform::send);
            await().until(() -> simulator.ledger().inFlight() == jobs.size());
            link.down();
            await().until(() -> simulator.ledger().inFlight() == 0 && kept() > 0 && dies.held().size() == jobs.size());
        }
        assertThat(platform.outcomes).hasSize(1);
        assertThat(kept()).isPositive();
        link.up();

        try (RunningWorker next = worker()) {
            await().atMost(A_WHILE).untilAsserted(() -> assertThat(succeeded()).hasSize(calls));
            await().atMost(A_WHILE)
                    .untilAsserted(() -> assertThat(platform.questions.stream()
                            .flatMap(question -> question.deliveries().stream()).count())
                            .isGreaterThanOrEqualTo(jobs.size()));
            await().untilAsserted(() -> assertThat(next.held().size()).isZero());
            assertThat(simulator.ledger().asked()).isEqualTo(calls);
            assertThat(kept()).isZero();
        }
    }

    private void nothingArrives() {
        int before = platform.outcomes.size();
        await().during(FAULT).atMost(FAULT.plusSeconds(5)).until(() -> platform.outcomes.size() == before);
    }

    private static List<RelayJob> jobs(int count) {
        List<RelayJob> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jobs.add(aJob().lane(i % 2 == 0 ? Lane.STANDARD : Lane.BATCH).prompt("overseas " + i)
                    .dispatchedAt(Instant.now()).build());
        }
        return jobs;
    }

    private Set<JobId> succeeded() {
        return platform.outcomes.stream().filter(each -> each.outcome() instanceof Outcome.Succeeded)
                .map(OutcomeReport::id).collect(Collectors.toSet());
    }

    private long kept() {
        try (Stream<Path> files = Files.walk(outbox)) {
            return files.filter(file -> file.toString().endsWith(".json")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
