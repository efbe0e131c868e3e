package dev.longhaul.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.message.AnswerPart;
import dev.longhaul.contract.message.LongAnswers;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.contract.message.UnreadableMessageException;
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
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;

/** Reports while the link is down, and answers too long for one message. */
@Tag("amqp")
class ReportBundlerTest {

    @TempDir
    private Path directory;
    private final CutProxy link = CutProxy.before(SharedServers.amqp().uri());
    private final CachingConnectionFactory connections = new CachingConnectionFactory(URI.create(link.uri()));
    private final RabbitAdmin admin = new RabbitAdmin(connections);
    private final ConfirmedPublisher publisher = new ConfirmedPublisher(connections, 100);
    private final AtomicInteger confirmed = new AtomicInteger();
    private Outbox outbox;
    private ReportBundler bundler;

    @BeforeEach
    void start() throws IOException {
        for (String queue : List.of(RelayTopology.RESULTS, RelayTopology.ANSWERS)) {
            admin.declareQueue(new Queue(queue));
            admin.purgeQueue(queue);
        }
        outbox = Outbox.open(directory, "w1", 10_000_000);
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

    /** Takes all that is in the two queues, and says what it adds up to. */
    private void assertArrived(OutcomeReport outcome, String worker) throws UnreadableMessageException {
        String text = ((Outcome.Succeeded) outcome.outcome()).response();
        Map<Integer, String> parts = new TreeMap<>();
        for (byte[] body = take(RelayTopology.ANSWERS); body != null; body = take(RelayTopology.ANSWERS)) {
            assertThat(body).hasSizeLessThanOrEqualTo(1 << 20);
            AnswerPart part = MessageCodec.read(body, AnswerPart.class);
            assertThat(part).returns(outcome.id(), AnswerPart::id).returns(outcome.epoch(), AnswerPart::epoch)
                    .returns(outcome.endedAt(), AnswerPart::endedAt).returns(worker, AnswerPart::worker);
            parts.put(part.number(), part.text());
        }
        assertThat(String.join("", parts.values()).equals(text)).as("word for word").isTrue();
        ResultMessage.Results results = (ResultMessage.Results) MessageCodec
                .read(Objects.requireNonNull(take(RelayTopology.RESULTS)), ResultMessage.class);
        assertThat(results.worker()).isEqualTo(worker);
        assertThat(results.outcomes()).containsExactly(
                outcome.with(new Outcome.SucceededInParts(LongAnswers.describe(text), null)));
        assertThat(parts).hasSize(LongAnswers.describe(text).count());
    }

    private byte @Nullable [] take(String queue) {
        Message message = admin.getRabbitTemplate().receive(queue);
        return message == null ? null : message.getBody();
    }

    private static OutcomeReport aLongOutcome() {
        RelayJob job = Jobs.aJob().build();
        return new OutcomeReport(job.id(), job.tenant(), job.keyId(), job.batch(), job.lane(), job.model(), job.epoch(),
                null, Instant.now(), List.of(),
                new Outcome.Succeeded("\"" + "\u754c\ud83d\ude00\\\"".repeat(300_000) + "\"", null));
    }

    private void report(OutcomeReport outcome) {
        bundler.outcome(outcome, Parcel.describe(outcome.outcome()), false, confirmed::incrementAndGet);
    }

    @Test
    void a_long_answer_travels_in_parts_and_its_outcome_behind_them() throws Exception {
        OutcomeReport outcome = aLongOutcome();

        report(outcome);

        await().until(() -> confirmed.get() == 1);
        assertArrived(outcome, "w1");
    }

    @Test
    void parts_are_sent_again_when_the_link_is_lost_before_the_outcome() throws Exception {
        OutcomeReport outcome = aLongOutcome();
        link.hang();
        report(outcome);
        await().until(() -> outbox.all().size() == 1);
        link.cut();
        link.up();

        await().until(() -> confirmed.get() == 1 && outbox.all().isEmpty());
        assertArrived(outcome, "w1");
    }

    @Test
    void what_a_worker_has_left_travels_in_parts_too() throws Exception {
        OutcomeReport outcome = aLongOutcome();
        try (Outbox left = Outbox.open(directory.resolve("left"), "gone", 10_000_000)) {
            assertThat(left.keep(MessageCodec.write(new ResultMessage.Results("gone", List.of(), List.of(outcome)))))
                    .isNotNull();
        }
        try (Outbox next = Outbox.open(directory.resolve("left"), "w2", 10_000_000);
                ReportBundler heir = new ReportBundler(publisher, "w2", 64, Duration.ZERO, () -> {
                }, next)) {
            assertThat(heir.drain(Duration.ofSeconds(30))).isTrue();
            await().until(() -> next.all().isEmpty());
        }
        assertArrived(outcome, "gone");
    }

    private void report() {
        RelayJob job = Jobs.aJob().build();
        bundler.outcome(new OutcomeReport(job.id(), job.tenant(), job.keyId(), job.batch(), job.lane(), job.model(),
                job.epoch(), null, Instant.now(), List.of(), new Outcome.Succeeded("{}", null)), null, false,
                confirmed::incrementAndGet);
    }

    private static StartReport aStart() {
        RelayJob job = Jobs.aJob().build();
        return new StartReport(job.id(), job.tenant(), job.lane(), job.model(), job.epoch(), Instant.now());
    }
}
