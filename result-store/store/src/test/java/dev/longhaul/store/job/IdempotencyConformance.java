package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.idempotency.IdempotencyStore;
import dev.longhaul.store.idempotency.IdempotencyStore.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

interface IdempotencyConformance extends UsesStore {

    private JobId newId() {
        return store().job().build().id();
    }

    @Test
    default void the_first_claim_of_a_key_wins_and_the_next_learn_its_job() {
        JobId job = newId();

        assertThat(store().idempotency.claim("key", "body", job)).isEqualTo(new Claim(job, true, true));
        assertThat(store().idempotency.claim("key", "body", newId())).isEqualTo(new Claim(job, false, true));
        assertThat(store().idempotency.claim("key", "another", newId())).isEqualTo(new Claim(job, false, false));
        JobId other = newId();
        assertThat(store().idempotency.claim("another-key", "body", other)).isEqualTo(new Claim(other, true, true));
    }

    @Test
    default void of_two_hundred_claims_at_once_one_is_first() throws Exception {
        List<Future<Claim>> claims = new ArrayList<>();
        CountDownLatch together = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                JobId job = newId();
                claims.add(threads.submit(() -> {
                    together.await();
                    return store().idempotency.claim("key", "body", job);
                }));
            }
            together.countDown();
        }

        List<Claim> all = new ArrayList<>();
        for (Future<Claim> claim : claims) {
            all.add(claim.get());
        }
        assertThat(all).filteredOn(Claim::first).hasSize(1);
        assertThat(all).extracting(Claim::job).containsOnly(all.getFirst().job());
        assertThat(all).allMatch(Claim::sameBody);
    }

    @Test
    default void a_key_is_free_again_after_its_time_whether_it_was_deleted_or_not() {
        JobId job = newId();
        store().idempotency.claim("key", "body", job);
        store().clock.pass(IdempotencyStore.VALIDITY.minusSeconds(1));
        assertThat(store().idempotency.claim("key", "body", newId()).job()).isEqualTo(job);

        store().clock.pass(Duration.ofSeconds(1));

        JobId later = newId();
        assertThat(store().idempotency.claim("key", "another", later)).isEqualTo(new Claim(later, true, true));
    }

    @Test
    default void a_sweep_deletes_the_keys_that_are_past_their_time() {
        for (int i = 0; i < 15; i++) {
            store().idempotency.claim("old-" + i, "body", newId());
        }
        store().clock.pass(IdempotencyStore.VALIDITY);
        store().idempotency.claim("old-0", "body", newId());
        JobId fresh = newId();
        store().idempotency.claim("fresh", "body", fresh);

        assertThat(store().idempotency.sweep(10)).isEqualTo(10);
        assertThat(store().idempotency.sweep(10)).isEqualTo(4);
        assertThat(store().idempotency.sweep(10)).isZero();
        assertThat(store().idempotency.claim("fresh", "body", newId()).job()).isEqualTo(fresh);
    }
}
