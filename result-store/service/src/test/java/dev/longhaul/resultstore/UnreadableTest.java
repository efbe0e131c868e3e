package dev.longhaul.resultstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.store.deadletter.LetterFilter;
import dev.longhaul.store.deadletter.UnreadableMessage;
import dev.longhaul.store.deadletter.UnreadableStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages that nobody can read, from their queues to where administrators see them. */
@Tag("amqp")
class UnreadableTest {

    private Workplace work;

    @BeforeEach
    void start() {
        work = Workplace.shared();
    }

    @AfterEach
    void stop() {
        work.close();
    }

    @Test
    void what_cannot_be_read_is_kept_with_its_bytes_wherever_it_came_by() {
        UnreadableStore messages = work.service().getBean(UnreadableStore.class);
        byte[] outcome = ("no outcome " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
        byte[] job = ("no job " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);

        work.send(outcome);
        work.publisher().publish("", RelayTopology.DEAD, job).join();

        UnreadableMessage first = await(messages, outcome);
        assertThat(first.source()).isEqualTo(RelayTopology.RESULTS);
        assertThat(first.reason()).isEqualTo("malformed");
        assertThat(first.id()).startsWith(UnreadableMessage.PREFIX);
        UnreadableMessage second = await(messages, job);
        assertThat(second.source()).isEqualTo(RelayTopology.DEAD);
        assertThat(second.bytes()).isEqualTo(job.length);
        Awaitility.await().atMost(Workplace.A_WHILE).until(() -> {
            var queue = work.admin().getQueueInfo(RelayTopology.DEAD);
            return queue != null && queue.getMessageCount() == 0;
        });
    }

    @Test
    void their_number_is_a_gauge() {
        MeterRegistry meters = work.service("--longhaul.result-store.count-letters-every=50ms")
                .getBean(MeterRegistry.class);
        SubmittedJob job = work.dispatched();
        work.say(Workplace.results(List.of(), List.of(Workplace.outcome(job,
                new Outcome.Failed(Failure.of(ErrorCode.PROVIDER_REFUSED, "It was refused."))))));
        work.send(("no outcome " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8));

        Awaitility.await().atMost(Workplace.A_WHILE).until(() -> letters(meters, "job") == 1
                && letters(meters, "message") >= 1 && letters(meters, "delivery") == 0);
    }

    private static double letters(MeterRegistry meters, String source) {
        return meters.get("longhaul.dead.letters").tag("source", source).gauge().value();
    }

    private static UnreadableMessage await(UnreadableStore messages, byte[] body) {
        return Awaitility.await().atMost(Workplace.A_WHILE).until(() -> find(messages, body), found -> !found.isEmpty())
                .getFirst();
    }

    private static List<UnreadableMessage> find(UnreadableStore messages, byte[] body) {
        return messages.list(LetterFilter.ALL, null, 1_000).stream()
                .filter(each -> Arrays.equals(body, messages.body(each.id()).orElse(new byte[0]))).toList();
    }
}
