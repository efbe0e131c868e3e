package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.key.ProviderKeySet;
import dev.longhaul.contract.key.SealedKey;
import dev.longhaul.store.providerkey.KeyChange;
import dev.longhaul.store.providerkey.KeyChange.Action;
import dev.longhaul.store.providerkey.ProviderKeyStore.Result;
import dev.longhaul.store.providerkey.StoredKeys;
import dev.longhaul.store.providerkey.StoredKeys.StoredKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

interface ProviderKeyConformance extends UsesStore {

    SealedKey MAIN = new SealedKey("main", "c2VhbGVk", 3, 600L, 100_000L);
    SealedKey SPARE = new SealedKey("spare", "bGlkZGVk", 1, null, null);

    private Result add(SealedKey key, String fingerprint) {
        return store().providerKeys.add("openai", key, fingerprint, null, "ann", "new contract");
    }

    @Test
    default void keys_are_kept_in_order_with_their_revision() {
        Instant first = store().clock.instant();
        assertThat(store().providerKeys.find("openai")).isEmpty();
        assertThat(add(MAIN, "f1")).isEqualTo(new Result.Made(
                new StoredKeys("openai", 1, first, List.of(new StoredKey(MAIN, "f1", first, "ann")), false)));
        store().clock.pass(Duration.ofHours(1));
        Instant second = store().clock.instant();
        add(SPARE, "f2");

        StoredKeys both = new StoredKeys("openai", 2, second,
                List.of(new StoredKey(MAIN, "f1", first, "ann"), new StoredKey(SPARE, "f2", second, "ann")),
                false);
        assertThat(store().providerKeys.find("openai")).contains(both);
        assertThat(store().providerKeys.sets())
                .containsExactly(new ProviderKeySet("openai", 2, List.of(MAIN, SPARE), null));
    }

    @Test
    default void a_revoked_key_is_gone_and_its_provider_still_has_a_revision() {
        add(MAIN, "f1");
        Result revoked = store().providerKeys.revoke("openai", "main", null, "bob", "it leaked");

        assertThat(revoked).isInstanceOf(Result.Made.class);
        assertThat(store().providerKeys.sets()).containsExactly(new ProviderKeySet("openai", 2, List.of(), null));
        assertThat(store().providerKeys.revoke("openai", "main", null, "bob", "again")).isEqualTo(new Result.Unknown());
        assertThat(add(MAIN, "f1")).isInstanceOf(Result.Made.class);
    }

    @Test
    default void a_provider_is_paused_and_resumed_with_its_keys_and_without_any() {
        Instant now = store().clock.instant();
        add(MAIN, "f1");

        assertThat(store().providerKeys.pause("openai", true, "bob", "a bill")).isEqualTo(new Result.Made(
                new StoredKeys("openai", 2, now, List.of(new StoredKey(MAIN, "f1", now, "ann")), true)));
        assertThat(store().providerKeys.pause("openai", true, "bob", "again")).isEqualTo(new Result.Unchanged());
        assertThat(add(SPARE, "f2")).isInstanceOfSatisfying(Result.Made.class,
                made -> assertThat(made.now().paused()).isTrue());
        assertThat(store().providerKeys.sets())
                .containsExactly(new ProviderKeySet("openai", 3, List.of(MAIN, SPARE), true));
        store().providerKeys.pause("openai", false, "ann", "paid");
        assertThat(store().providerKeys.find("openai").orElseThrow().paused()).isFalse();
        assertThat(store().providerKeys.changes("openai").getFirst())
                .isEqualTo(new KeyChange(4, now, "ann", "paid", Action.RESUMED, null, null));
        assertThat(store().providerKeys.pause("groq", false, "ann", "x")).isEqualTo(new Result.Unchanged());
        assertThat(store().providerKeys.pause("groq", true, "ann", "x")).isInstanceOf(Result.Made.class);
    }

    @Test
    default void a_name_and_a_key_are_there_once() {
        add(MAIN, "f1");

        assertThat(add(new SealedKey("main", "b3RoZXI=", 1, null, null), "f2")).isEqualTo(new Result.Exists("main"));
        assertThat(add(SPARE, "f1")).isEqualTo(new Result.Exists("main"));
        assertThat(store().providerKeys.add("groq", MAIN, "f1", null, "ann", "the same for another"))
                .isInstanceOf(Result.Made.class);
    }

    @Test
    default void a_change_of_outdated_keys_is_not_made() {
        assertThat(store().providerKeys.add("openai", MAIN, "f1", 1L, "ann", "x")).isEqualTo(new Result.Outdated());
        assertThat(store().providerKeys.add("openai", MAIN, "f1", 0L, "ann", "x")).isInstanceOf(Result.Made.class);
        assertThat(store().providerKeys.revoke("openai", "main", 0L, "ann", "x")).isEqualTo(new Result.Outdated());
        assertThat(store().providerKeys.revoke("openai", "main", 1L, "ann", "x")).isInstanceOf(Result.Made.class);
    }

    @Test
    default void there_are_a_hundred_keys_at_most() {
        for (int i = 1; i <= ProviderKeySet.MAX_KEYS; i++) {
            add(new SealedKey("key-" + i, "", 1, null, null), "f" + i);
        }

        assertThat(add(MAIN, "one more")).isEqualTo(new Result.Full());
    }

    @Test
    default void every_change_says_who_and_why_and_the_latest_hundred_are_kept() {
        Instant now = store().clock.instant();
        for (int i = 1; i <= 51; i++) {
            add(MAIN, "f1");
            store().providerKeys.revoke("openai", "main", null, "bob", "round " + i);
        }

        List<KeyChange> changes = store().providerKeys.changes("openai");
        assertThat(changes).hasSize(100);
        assertThat(changes.get(0))
                .isEqualTo(new KeyChange(102, now, "bob", "round 51", Action.REVOKED, "main", "f1"));
        assertThat(changes.get(1))
                .isEqualTo(new KeyChange(101, now, "ann", "new contract", Action.ADDED, "main", "f1"));
        assertThat(store().providerKeys.changes("nobody")).isEmpty();
    }

    @Test
    default void of_keys_added_at_the_same_time_none_is_lost() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Result>> changes = IntStream.range(0, 20).mapToObj(
                    i -> (Callable<Result>) () -> add(new SealedKey("key-" + i, "", 1, null, null), "f" + i)).toList();
            for (var done : threads.invokeAll(changes)) {
                assertThat(done.get()).isInstanceOf(Result.Made.class);
            }
        }

        assertThat(store().providerKeys.find("openai").orElseThrow().keys()).hasSize(20);
        assertThat(store().providerKeys.find("openai").orElseThrow().revision()).isEqualTo(20);
    }
}
