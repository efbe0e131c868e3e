package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.store.job.Shard;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Builds waiting jobs whose ids are in the order of their making. */
final class WaitingJobs {

    static final Shard BATCH = new Shard(Lane.BATCH, 0);

    private static final AtomicLong NUMBERS = new AtomicLong();

    private WaitingJobs() {}

    static JobId id() {
        return new JobId(NUMBERS.incrementAndGet() << 16 | 0x7000, 0, 0);
    }

    static WaitingJob of(String tenant, int cost) {
        return of(BATCH, tenant, "small", 0, cost, null, null);
    }

    static WaitingJob inBatch(String batch) {
        return of(BATCH, "acme", batch, "small", 0, 100, null, null);
    }

    /** A job of "acme" that may share the answer of the others. */
    static WaitingJob sharing(@Nullable Instant deadline) {
        return WaitingJob.of(id(), BATCH, "acme", null, null, null, "AAAAAAAAAAAAAAAAAAAAAQ", "small", 0,
                new TokenEstimate(0, 100), null, deadline);
    }

    /** A job of "acme". */
    static WaitingJob ofKey(String keyId, int priority) {
        return WaitingJob.of(id(), BATCH, "acme", keyId, null, null, null, "small", priority, new TokenEstimate(0, 100),
                null,
                null);
    }

    static WaitingJob of(Shard shard, String tenant, String model, int priority, int cost, @Nullable Instant notBefore,
            @Nullable Instant deadline) {
        return of(shard, tenant, null, model, priority, cost, notBefore, deadline);
    }

    static WaitingJob of(Shard shard, String tenant, @Nullable String batch, String model, int priority, int cost,
            @Nullable Instant notBefore, @Nullable Instant deadline) {
        JobId id = id();
        // a tenant has two keys
        String keyId = (id.high() >> 16 & 1) == 0 ? "key_0" : "key_1";
        return WaitingJob.of(id, shard, tenant, keyId, batch, null, null, model, priority, new TokenEstimate(0, cost),
                notBefore, deadline);
    }
}
