package dev.longhaul.worker;

import static dev.longhaul.worker.Jobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.ControlMessage.Verdict;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.embedded.AmqpOptions;
import dev.longhaul.embedded.EmbeddedAmqp;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.Latency;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link is lost while jobs are under way. */
class BrokerLossTest {

    private static final String POOL = "lossy";

    @TempDir
    private Path directory;
    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
    private EmbeddedAmqp broker;
    private RelayPlatform platform;
    private RunningWorker worker;

    @BeforeEach
    void start() {
        broker = EmbeddedAmqp.start(AmqpOptions.in(directory));
        platform = new RelayPlatform(broker.uri(), POOL);
        worker = RunningWorker.start(broker, simulator.baseUrl() + "/v1", POOL, "--longhaul.worker.slots=20");
    }

    @AfterEach
    void stop() {
        worker.close();
        platform.close();
        broker.close();
        simulator.close();
    }

    @Test
    void outcomes_survive_a_restart_of_the_broker_and_nothing_is_lost() {
        simulator.configure(config -> config.withLatency(Latency.fixed(3_000)));
        platform.verdict = asked -> Optional
                .of(platform.outcome(asked.id()).isPresent() ? Verdict.DROP : Verdict.RUN);
        List<RelayJob> jobs = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            RelayJob job = aJob().lane(i % 2 == 0 ? Lane.STANDARD : Lane.INTERACTIVE).prompt("restart " + i)
                    .dispatchedAt(Instant.now()).build();
            jobs.add(job);
            platform.send(job);
        }
        await().until(() -> simulator.ledger().inFlight() == 20);

        restartBroker();

        for (RelayJob job : jobs) {
            await().atMost(Duration.ofSeconds(60)).until(() -> platform.outcome(job.id()).isPresent());
            assertThat(platform.outcome(job.id()).orElseThrow().outcome()).isInstanceOf(Outcome.Succeeded.class);
        }
        // what ran when the link was cut was neither called again nor reported twice
        assertThat(simulator.ledger().asked()).isEqualTo(60);
        assertThat(platform.outcomes).hasSize(60);
        await().untilAsserted(() -> assertThat(worker.held().size()).isZero());
        for (Lane lane : Lane.values()) {
            assertThat(platform.ready(RelayTopology.workQueue(POOL, lane))).isZero();
        }
    }

    @Test
    void a_job_whose_announcement_cannot_be_confirmed_is_not_called() {
        simulator.configure(config -> config.withLatency(Latency.fixed(300)));
        RelayJob job = aJob().prompt("unannounced").build();
        platform.send(aJob().prompt("warm").build());
        await().until(() -> platform.outcomes.size() == 1);
        platform.verdict = asked -> Optional.of(Verdict.DROP);
        platform.send(job);

        restartBroker();

        await().untilAsserted(() -> assertThat(worker.held().size()).isZero());
        assertThat(simulator.ledger().asked()).isLessThanOrEqualTo(2);
    }

    @Test
    void what_comes_again_after_a_loss_is_asked_for_although_the_broker_has_forgotten_that_it_comes_again() {
        // as the first subscription would trust it, the clocks' difference included
        Instant trusted = Instant.now().plusSeconds(5);
        Jobs.Builder done = aJob().prompt("done, and its acknowledgement lost");
        RelayJob job = done.build();
        platform.send(job);
        await().until(() -> platform.outcome(job.id()).isPresent());
        platform.verdict = asked -> Optional.of(Verdict.DROP);

        restartBroker();
        platform.send(done.dispatchedAt(trusted).build());

        await().atMost(Duration.ofSeconds(30)).until(() -> platform.questions.stream()
                .anyMatch(question -> question.deliveries().getFirst().id().equals(job.id())));
        await().untilAsserted(() -> assertThat(worker.held().size()).isZero());
        assertThat(simulator.ledger().asked()).isEqualTo(1);
    }

    private void restartBroker() {
        int port = broker.port();
        broker.close();
        broker = EmbeddedAmqp.start(AmqpOptions.in(directory).withPort(port));
    }
}
