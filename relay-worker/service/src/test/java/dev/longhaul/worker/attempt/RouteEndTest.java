package dev.longhaul.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.message.Outcome;
import dev.longhaul.worker.attempt.RouteEnd.Left;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.AttemptResult.Faulted;
import dev.longhaul.worker.provider.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteEndTest {

    private static final Instant SOON = Instant.parse("2026-11-23T10:00:30Z");
    private static final Instant NOW = SOON.minusSeconds(30);

    private final Faulted busy = new AttemptResult.Transient(Fault.ofConnection("busy", "x"), Duration.ZERO);
    private final Faulted noKey = new AttemptResult.KeyUnusable(Fault.ofConnection("key", "x"));
    private final Faulted garbage = new AttemptResult.BadAnswer(Fault.ofConnection("bad", "x"));
    private final Faulted slow = new AttemptResult.Throttled(Fault.ofConnection("slow", "x"), Duration.ofSeconds(9));

    @Test
    void one_target_that_asks_for_patience_makes_the_job_wait() {
        assertThat(RouteEnd.of(List.of(new Left(busy, null), new Left(slow, SOON), new Left(noKey, null)), NOW))
                .isEqualTo(new Outcome.Throttled(SOON, "slow"));
    }

    @Test
    void the_nearest_of_several_waits_counts() {
        assertThat(RouteEnd.of(List.of(new Left(slow, SOON.plusSeconds(60)), new Left(busy, SOON)), NOW))
                .isEqualTo(new Outcome.Throttled(SOON, "busy"));
    }

    @Test
    void the_most_hopeful_failure_names_the_cause() {
        assertThat(code(RouteEnd.of(List.of(new Left(noKey, null), new Left(busy, null)), NOW)))
                .isEqualTo("provider_unavailable");
        assertThat(code(RouteEnd.of(List.of(new Left(noKey, null), new Left(garbage, null)), NOW)))
                .isEqualTo("provider_bad_answer");
        assertThat(code(RouteEnd.of(List.of(new Left(noKey, null)), NOW))).isEqualTo("provider_key_unusable");
    }

    @Test
    void with_every_target_closed_off_the_job_goes_back_for_a_moment_only() {
        assertThat(RouteEnd.of(List.of(new Left(slow, SOON, true), new Left(slow, SOON, true)), NOW))
                .isEqualTo(new Outcome.Throttled(NOW.plusSeconds(1), "slow"));
        assertThat(RouteEnd.of(List.of(new Left(slow, SOON, true), new Left(noKey, null)), NOW))
                .isEqualTo(new Outcome.Throttled(SOON, "slow"));
        assertThat(RouteEnd.of(List.of(new Left(noKey, null, true)), NOW))
                .isEqualTo(new Outcome.Throttled(NOW.plusSeconds(1), noKey.fault().code()));
        assertThat(code(RouteEnd.of(List.of(new Left(noKey, null, true), new Left(noKey, null)), NOW)))
                .isEqualTo("provider_key_unusable");
    }

    private static String code(Outcome outcome) {
        return ((Outcome.Failed) outcome).failure().code();
    }
}
