package dev.longhaul.worker.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.longhaul.worker.ScriptedProvider;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Fault;
import dev.longhaul.worker.provider.Provider;
import dev.longhaul.worker.provider.ProviderKey;
import dev.longhaul.worker.provider.Providers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BreakerTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Fault FAULT = new Fault(503, "overloaded", "message", null);
    private static final AttemptResult SUCCESS = new AttemptResult.Succeeded("{}", null, 200);
    private static final AttemptResult BUSY = new AttemptResult.Transient(FAULT, Duration.ZERO);

    private final Provider sim = new ScriptedProvider(SUCCESS).as("sim");
    private final ProviderKey key = new ProviderKey("sim-key", "secret-of-sim", 1);
    private Breakers breakers = new Breakers(new Providers(Map.of("sim", sim)), LONG);

    static List<AttemptResult> failures() {
        return List.of(BUSY, new AttemptResult.Ambiguous(FAULT, Duration.ZERO), new AttemptResult.BadAnswer(FAULT));
    }

    static List<AttemptResult> answers() {
        return List.of(SUCCESS, new AttemptResult.Throttled(FAULT, Duration.ZERO), new AttemptResult.Refused(FAULT),
                new AttemptResult.KeyUnusable(FAULT), new AttemptResult.Oversized(FAULT),
                new AttemptResult.Aborted(true));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_provider_that_fails_is_left_alone_and_the_others_are_not(AttemptResult failure) {
        call(failure, Breakers.MINIMUM_CALLS - 1);
        assertThat(breakers.unavailable()).isEmpty();

        call(failure, 1);
        assertThat(breakers.unavailable()).containsExactly("sim/m1");
        assertThat(sim().call(() -> {
            throw new AssertionError("called");
        })).isNull();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void a_provider_that_answers_whatever_it_says_is_called_on(AttemptResult answer) {
        call(answer, 100);

        assertThat(breakers.unavailable()).isEmpty();
        assertThat(sim().call(() -> SUCCESS)).isEqualTo(SUCCESS);
    }

    @Test
    void fewer_failures_than_half_leave_it_closed() {
        for (int i = 0; i < 100; i++) {
            call(SUCCESS, 1);
            call(SUCCESS, 1);
            call(BUSY, 1);
        }

        assertThat(breakers.unavailable()).isEmpty();
    }

    @Test
    void after_a_while_one_call_probes_it_and_its_success_closes_it() {
        openForAMoment();

        AttemptResult probe = sim().call(() -> {
            assertThat(breakers.unavailable()).containsExactly("sim/m1");
            assertThat(sim().call(() -> SUCCESS)).isNull();
            return SUCCESS;
        });

        assertThat(probe).isEqualTo(SUCCESS);
        call(BUSY, Breakers.MINIMUM_CALLS - 1);
        assertThat(breakers.unavailable()).isEmpty();
    }

    @Test
    void a_probe_that_fails_opens_it_again() {
        AtomicInteger changes = new AtomicInteger();
        openForAMoment();
        breakers.onChange(changes::incrementAndGet);

        assertThat(sim().call(() -> BUSY)).isEqualTo(BUSY);

        // begun, failed, ended; and half-open again
        await().until(() -> changes.get() == 4);
        assertThat(breakers.unavailable()).isEmpty();
    }

    @Test
    void a_probe_that_tells_nothing_lets_the_next_call_be_the_probe() {
        openForAMoment();

        sim().call(() -> new AttemptResult.Aborted(true));
        assertThat(breakers.unavailable()).isEmpty();
        assertThatThrownBy(() -> sim().call(() -> {
            throw new IllegalStateException("unforeseen");
        })).hasMessage("unforeseen");
        assertThat(breakers.unavailable()).isEmpty();
        assertThat(sim().call(() -> SUCCESS)).isEqualTo(SUCCESS);
    }

    @Test
    void a_call_that_began_before_it_opened_is_no_probe() {
        breakers = new Breakers(new Providers(Map.of("sim", sim)), SHORT);

        sim().call(() -> {
            openForAMoment(breakers);
            return BUSY;
        });

        assertThat(breakers.unavailable()).isEmpty();
        assertThat(sim().call(() -> SUCCESS)).isEqualTo(SUCCESS);
    }

    @Test
    void a_model_that_fails_with_one_key_is_left_alone_with_that_key() {
        ProviderKey other = new ProviderKey("other", "other-secret", 1);
        Provider both = new ScriptedProvider(SUCCESS).as("sim", key, other);
        breakers = new Breakers(new Providers(Map.of("sim", both)), LONG);

        call(BUSY, Breakers.MINIMUM_CALLS);
        assertThat(breakers.isAvailable(both, key, "m1")).isFalse();
        assertThat(breakers.isAvailable(both, key, "m2")).isTrue();
        assertThat(breakers.isAvailable(both, other, "m1")).isTrue();
        assertThat(breakers.unavailable()).as("another key is left").isEmpty();

        for (int i = 0; i < Breakers.MINIMUM_CALLS; i++) {
            breakers.of(both, other, "m1").call(() -> BUSY);
        }
        assertThat(breakers.unavailable()).containsExactly("sim/m1");
        assertThat(breakers.unavailable("sim")).isEqualTo(1);

        both.keys().replace(List.of(key, new ProviderKey("fresh", "fresh-secret", 1)));
        assertThat(breakers.unavailable()).as("what is known of a key that is gone counts no more").isEmpty();
    }

    @Test
    void what_another_worker_finds_out_is_followed_and_not_told_on() {
        List<Boolean> told = new ArrayList<>();
        Circuit circuit = new Circuit("sim", key.fingerprint(), "m1");
        breakers.listen((turned, opens) -> told.add(opens));

        breakers.hear(circuit, true);
        assertThat(breakers.unavailable()).containsExactly("sim/m1");
        breakers.hear(circuit, false);

        assertThat(breakers.unavailable()).isEmpty();
        assertThat(told).isEmpty();
        call(BUSY, Breakers.MINIMUM_CALLS);
        assertThat(told).containsExactly(true);
    }

    @Test
    void a_worker_that_says_again_and_again_that_a_circuit_is_open_is_not_believed_for_ever() {
        breakers = new Breakers(new Providers(Map.of("sim", sim)), SHORT);
        Circuit circuit = new Circuit("sim", key.fingerprint(), "m1");

        await().until(() -> {
            breakers.hear(circuit, true);
            return breakers.unavailable().isEmpty();
        });

        assertThat(sim().call(() -> SUCCESS)).isEqualTo(SUCCESS);
        breakers.hear(circuit, true);
        assertThat(breakers.unavailable()).as("believed anew after a call of our own").containsExactly("sim/m1");
    }

    private void openForAMoment() {
        breakers = new Breakers(new Providers(Map.of("sim", sim)), SHORT);
        openForAMoment(breakers);
    }

    private void openForAMoment(Breakers some) {
        AtomicInteger changes = new AtomicInteger();
        some.onChange(changes::incrementAndGet);
        call(BUSY, Breakers.MINIMUM_CALLS);
        await().until(() -> changes.get() == 2 && some.unavailable().isEmpty());
    }

    private void call(AttemptResult result, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(sim().call(() -> result)).isEqualTo(result);
        }
    }

    private Breaker sim() {
        return breakers.of(sim, key, "m1");
    }
}
