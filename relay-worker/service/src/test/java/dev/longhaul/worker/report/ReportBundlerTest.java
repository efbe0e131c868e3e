package dev.longhaul.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.embedded.CutProxy;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.worker.Jobs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;

/** Reports while the link is down. */
class ReportBundlerTest {

    @TempDir
    private Path directory;
    private final CutProxy link = CutProxy.before(SharedServers.amqp().uri());
    private final CachingConnectionFactory connections = new CachingConnectionFactory(URI.create(link.uri()));
    private final ConfirmedPublisher publisher = new ConfirmedPublisher(connections, 100);
    private final AtomicInteger confirmed = new AtomicInteger();
    private Outbox outbox;
    private ReportBundler bundler;

    @BeforeEach
    void start() throws IOException {
        new RabbitAdmin(connections).declareQueue(new Queue(RelayTopology.RESULTS));
        outbox = Outbox.open(directory, "w1", 1_000_000);
        bundler = new ReportBundler(publisher, "w1", 64, Duration.ZERO, () -> {
        }, outbox);
    }

    @AfterEach
    void stop() throws IOException {
        bundler.close();
        publisher.close();
        connections.destroy();
        link.close();
        outbox.close();
    }

    @Test
    void outcomes_wait_on_disk_and_starts_fail_instead_of_waiting_behind_them() {
        link.down();
        report();
        await().until(() -> outbox.all().size() == 1);
        report();
        CompletableFuture<Void> start = bundler.start(aStart());

        await().until(start::isCompletedExceptionally);
        await().until(() -> outbox.all().size() == 2);
        assertThat(confirmed).hasValue(0);

        link.up();
        assertThat(bundler.drain(Duration.ofSeconds(30))).isTrue();
        await().until(() -> confirmed.get() == 2);
        assertThat(outbox.all()).isEmpty();
        bundler.start(aStart()).join();
    }

    @Test
    void what_hangs_in_the_link_is_kept_until_it_is_confirmed() {
        link.hang();
        report();
        await().until(() -> outbox.all().size() == 1);

        link.up();
        await().until(() -> confirmed.get() == 1 && outbox.all().isEmpty());
    }

    private void report() {
        RelayJob job = Jobs.aJob().build();
        bundler.outcome(new OutcomeReport(job.id(), job.tenant(), job.keyId(), job.batch(), job.lane(), job.model(),
                job.epoch(), null, Instant.now(), List.of(), new Outcome.Succeeded("{}", null)), false,
                confirmed::incrementAndGet);
    }

    private static StartReport aStart() {
        RelayJob job = Jobs.aJob().build();
        return new StartReport(job.id(), job.tenant(), job.lane(), job.model(), job.epoch(), Instant.now());
    }
}
