package dev.longhaul.worker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.worker.MovableClock;
import dev.longhaul.worker.provider.Fault.Scope;
import dev.longhaul.worker.provider.KeyPool.Choice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyPoolTest {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final ProviderKey A = new ProviderKey("a", "secret-a", 1);
    private static final ProviderKey B = new ProviderKey("b", "secret-b", 3);

    private final MovableClock clock = new MovableClock(START);
    private final KeyPool pool = new KeyPool("openai", List.of(A, B), Duration.ofMinutes(10), clock, new Random(7));
    private final List<KeyPool.Rest> told = new ArrayList<>();

    @Test
    void calls_are_shared_by_weight() {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 4_000; i++) {
            counts.merge(use("m").name(), 1, Integer::sum);
        }

        assertThat(counts.get("b")).isBetween(2_900, 3_100);
    }

    @Test
    void a_throttled_key_rests_for_that_model_only() {
        pool.learn(B, "m", throttled(Scope.KEY_AND_MODEL, 7));

        assertThat(use("m")).isEqualTo(A);
        pool.learn(A, "m", throttled(Scope.KEY_AND_MODEL, 5));
        assertThat(choose("m", Set.of())).isEqualTo(new Choice.Wait(START.plusSeconds(5), "slow"));
        assertThat(choose("other", Set.of())).isInstanceOf(Choice.Use.class);
        assertThat(pool.state(A)).isEqualTo(KeyPool.State.READY);

        clock.advance(Duration.ofMillis(4_999));
        assertThat(choose("m", Set.of())).isInstanceOf(Choice.Wait.class);
        clock.advance(Duration.ofMillis(1));
        assertThat(use("m")).isEqualTo(A);
    }

    @Test
    void a_shorter_rest_does_not_end_a_longer_one() {
        pool.learn(A, "m", throttled(Scope.KEY, 60));
        pool.learn(B, "m", throttled(Scope.KEY, 60));
        pool.learn(A, "m", throttled(Scope.KEY, 1));
        pool.learn(A, "m", throttled(Scope.KEY_AND_MODEL, 2));

        assertThat(choose("m", Set.of())).isEqualTo(new Choice.Wait(START.plusSeconds(60), "slow"));
        assertThat(pool.state(A)).isEqualTo(KeyPool.State.PAUSED);
    }

    @Test
    void a_key_that_is_not_accepted_stays_out_until_one_call_may_try_it_again() {
        pool.listen(told::add);

        pool.learn(A, "m", new AttemptResult.KeyUnusable(fault("invalid_api_key", Scope.KEY)));
        pool.learn(B, "m", new AttemptResult.KeyUnusable(fault("insufficient_quota", Scope.KEY)));

        assertThat(choose("other", Set.of())).isInstanceOf(Choice.None.class);
        assertThat(pool.count(KeyPool.State.UNUSABLE)).isEqualTo(2);
        assertThat(told).extracting(KeyPool.Rest::fingerprint).containsExactly(A.fingerprint(), B.fingerprint());
        clock.advance(Duration.ofMinutes(10));
        assertThat(choose("other", Set.of())).isInstanceOf(Choice.Use.class);
    }

    @Test
    void a_key_that_this_job_has_tried_is_not_its_choice_again() {
        assertThat(choose("m", Set.of(B.fingerprint()))).isEqualTo(new Choice.Use(A));
        assertThat(choose("m", Set.of(A.fingerprint(), B.fingerprint()))).isInstanceOf(Choice.None.class);
    }

    @Test
    void what_another_worker_was_told_holds_here_and_is_not_told_on() {
        pool.listen(told::add);
        KeyPool.Rest heard = new KeyPool.Rest("openai", A.fingerprint(), null, START.plusSeconds(7), false, "slow");

        assertThat(pool.rest(heard)).isTrue();
        assertThat(use("m")).isEqualTo(B);
        assertThat(told).isEmpty();
        assertThat(pool.rest(new KeyPool.Rest("openai", "0123", null, START.plusSeconds(7), false, "slow"))).isFalse();
    }

    @Test
    void a_key_never_shows_its_secret() {
        assertThat(A.toString() + A.fingerprint()).doesNotContain("secret-a");
        assertThat(A.fingerprint()).hasSize(16).isNotEqualTo(B.fingerprint());
    }

    @Test
    void a_key_that_need_not_wait_for_its_limits_goes_first() {
        for (int i = 0; i < 100; i++) {
            assertThat(pool.choose("m", Set.of(), key -> Duration.ofMillis(key.equals(A) ? 5 : 6)))
                    .isEqualTo(new Choice.Use(A));
        }
    }

    @Test
    void keys_come_and_go_and_those_that_stay_keep_their_rest() {
        ProviderKey fresh = new ProviderKey("c", "secret-c", 1);
        pool.learn(A, "m", throttled(Scope.KEY_AND_MODEL, 60));
        pool.learn(B, "m", throttled(Scope.KEY, 60));

        pool.replace(List.of(A, fresh));

        assertThat(use("m")).isEqualTo(fresh);
        assertThat(pool.isReady(A, "m")).isFalse();
        assertThat(pool.isReady(B, "m")).isFalse();
        pool.learn(B, "m", throttled(Scope.KEY, 90));
        pool.replace(List.of(B));
        assertThat(use("m")).as("a key that comes back is as new").isEqualTo(B);
        pool.replace(List.of());
        assertThat(choose("m", Set.of())).isEqualTo(new Choice.Empty());
        assertThat(pool.count(KeyPool.State.READY)).isZero();
    }

    @Test
    void while_it_is_paused_no_key_is_used_and_every_rest_goes_on() {
        pool.learn(A, "m", throttled(Scope.KEY_AND_MODEL, 60));

        pool.pause(true);

        assertThat(choose("m", Set.of())).isEqualTo(new Choice.Paused());
        assertThat(pool.isReady(B, "m")).isFalse();
        assertThat(pool.isOpen()).isFalse();
        assertThat(pool.count(KeyPool.State.PAUSED)).isEqualTo(2);
        pool.pause(false);
        assertThat(use("m")).isEqualTo(B);
        assertThat(pool.isReady(A, "m")).isFalse();
        assertThat(pool.isOpen()).isTrue();
    }

    private Choice choose(String model, Set<String> spent) {
        return pool.choose(model, spent, key -> Duration.ZERO);
    }

    private ProviderKey use(String model) {
        return ((Choice.Use) choose(model, Set.of())).key();
    }

    private static AttemptResult throttled(Scope scope, int seconds) {
        return new AttemptResult.Throttled(fault("slow", scope), Duration.ofSeconds(seconds));
    }

    private static Fault fault(String code, Scope scope) {
        return new Fault(429, code, "message", null, scope);
    }
}
