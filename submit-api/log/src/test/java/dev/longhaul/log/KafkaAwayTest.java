package dev.longhaul.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.UnreadableMessageException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Nobody listens on the address; the clock stands still. */
class KafkaAwayTest {

    private final KafkaLog log = new KafkaLog("127.0.0.1:1",
            Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC));

    @AfterEach
    void close() {
        log.close();
    }

    private static JobEvent event() {
        return new JobEvent(new JobId(1, 1, 1), "t", Lane.BATCH, "m", JobState.SUCCEEDED, 1, Instant.EPOCH, null, null);
    }

    @Test
    void an_event_is_not_sent_and_the_next_ones_do_not_wait_for_the_broker() throws Exception {
        JobEventPublisher events = log.events();
        assertThat(events.publish(event()).get()).isFalse();
        for (int i = 0; i < 1_000; i++) {
            // each would block for half a second if it tried
            assertThat(events.publish(event()).getNow(true)).isFalse();
        }
    }

    @Test
    void a_letter_that_cannot_be_kept_fails_its_future() {
        try {
            byte[] bytes = "{".getBytes(StandardCharsets.UTF_8);
            MessageCodec.read(bytes, JobEvent.class);
            throw new AssertionError("it was read");
        } catch (UnreadableMessageException e) {
            assertThat(log.deadLetters().keep("relay.results", new byte[0], e)).failsWithin(Duration.ofSeconds(30));
        }
    }

    @Test
    void health_is_down_and_names_what_is_missing() {
        try (KafkaHealthIndicator health = log.health()) {
            Health seen = health.health();
            assertThat(seen.getStatus()).isEqualTo(Status.DOWN);
            assertThat(String.valueOf(seen.getDetails().get("missing"))).contains("Kafka", "127.0.0.1:1");
            assertThat(health.health()).as("asked again within seconds").isSameAs(seen);
        }
    }

    @Test
    void a_reader_of_events_does_not_say_that_it_reads() throws Exception {
        JobEventTail tail = new JobEventTail(log.consumers(), 0, (event, partition) -> {
        });
        tail.start();
        try {
            assertThat(tail.awaitReading(Duration.ofMillis(200))).isFalse();
            assertThat(tail.isReading()).isFalse();
        } finally {
            tail.stop();
        }
    }
}
