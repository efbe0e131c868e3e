package dev.longhaul.bench.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.bench.webhook.HookReceivers.Arrival;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PromisesTest {

    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

    private static Arrival arrival(String job, String event, String type) {
        return new Arrival("/healthy/0", event, type, job);
    }

    private static EndedJob succeeded(int secondsAfterNoon, int possiblyBilled) {
        return new EndedJob("succeeded", NOON.plusSeconds(secondsAfterNoon), possiblyBilled);
    }

    private static Kill kill(int atSecond, int readyAtSecond) {
        return new Kill("result-store", NOON.plusSeconds(atSecond), TimeUnit.SECONDS.toNanos(atSecond),
                TimeUnit.SECONDS.toNanos(readyAtSecond));
    }

    @Test
    void what_was_accepted_and_has_not_ended_is_missed() {
        assertThat(Promises.unended(Set.of("a", "b"), Map.of("a", succeeded(1, 0)))).containsExactly("b");
    }

    @Test
    void an_end_that_is_told_with_two_ids_or_as_two_ends_is_seen() {
        assertThat(Promises.toldDifferently(Set.of(arrival("a", "e1", "job.succeeded"),
                arrival("b", "e2", "job.succeeded"), arrival("b", "e3", "job.succeeded"),
                arrival("c", "e4", "job.succeeded"), arrival("c", "e4", "job.failed")))).containsExactlyInAnyOrder("b",
                        "c");
    }

    @Test
    void an_event_without_its_job_or_of_another_end_is_invented() {
        Set<Arrival> arrivals = Set.of(arrival("a", "e1", "job.succeeded"), arrival("b", "e2", "job.failed"),
                arrival("c", "e3", "job.succeeded"), arrival("d", "e4", "job.succeeded"));

        assertThat(Promises.invented(arrivals, Map.of("a", succeeded(1, 0), "b", succeeded(1, 0)),
                id -> id.equals("c") ? Optional.of(succeeded(1, 0)) : Optional.empty())).containsExactlyInAnyOrder("b",
                        "d");
    }

    @Test
    void a_call_more_than_the_attempts_admit_is_hidden() {
        Map<String, EndedJob> ended = Map.of("once", succeeded(1, 0), "marked", succeeded(1, 2), "hidden",
                succeeded(1, 1));

        assertThat(Promises.hidden(ended, Map.of("once", 1, "marked", 3, "hidden", 3))).containsExactly("hidden");
    }

    @Test
    void what_had_ended_before_a_kill_and_was_untold_is_timed_from_the_restart() {
        Map<String, EndedJob> ended = Map.of("caught", succeeded(8, 0), "told", succeeded(2, 0), "later",
                succeeded(11, 0));
        Map<Arrival, Long> arrivals = Map.of(arrival("caught", "e1", "job.succeeded"), TimeUnit.SECONDS.toNanos(27),
                arrival("told", "e2", "job.succeeded"), TimeUnit.SECONDS.toNanos(3), arrival("later", "e3",
                        "job.succeeded"),
                TimeUnit.SECONDS.toNanos(27));

        assertThat(Promises.afterRestart(ended, arrivals, List.of(kill(10, 20))))
                .containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void a_kill_within_the_time_puts_its_end_off() {
        Map<String, EndedJob> ended = Map.of("caught", succeeded(8, 0));
        Map<Arrival, Long> arrivals = Map.of(arrival("caught", "e1", "job.succeeded"), TimeUnit.SECONDS.toNanos(65));

        assertThat(Promises.afterRestart(ended, arrivals, List.of(kill(10, 20), kill(45, 60), kill(200, 210))))
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5));
    }
}
