package dev.longhaul.worker;

import dev.longhaul.contract.plan.Allowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How this worker works: {@code longhaul.worker.*}.
 *
 * @param name
 *            what to call this worker, the host's name if left out; a random ending makes it unique for each run
 * @param pool
 *            the pool of the catalogue whose queues it serves
 * @param region
 *            where it sits, for tenants whose plan allows some regions only; empty when nobody is to rely on it
 * @param slots
 *            provider calls at a time, 1 to 65,000
 * @param interactiveReserve
 *            slots that only interactive jobs may take; left out: a sixteenth of the slots, at most 16
 * @param prefetchExtra
 *            messages of each lane that may wait here beyond one for each slot, so that no slot waits for the link
 * @param bundleSize
 *            starts and outcomes in one message at most
 * @param bundleLinger
 *            how long the outcome of a standard or batch job waits for others to travel with
 * @param maxInlineWait
 *            a longer wait, asked for by a provider, gives the job back instead of holding its slot
 * @param breakerOpen
 *            how long a provider is left alone when too many of its calls have failed, before one call probes it
 * @param keyQuarantine
 *            how long a provider's key that is not accepted, or out of money, stays out before one call tries it again
 * @param heartbeatInterval
 *            between two reports to the dispatchers; they count a worker as lost after about three
 * @param grace
 *            how long calls may go on after a stop was asked for; spring.lifecycle.timeout-per-shutdown-phase must be
 *            longer
 * @param maxAnswer
 *            longest answer of a provider, at most {@link dev.longhaul.contract.job.JobSize#MAX_BYTES}; a longer one
 *            fails the job
 * @param eventLoops
 *            threads that move the bytes of all calls
 * @param outbox
 *            directory for outcomes that the broker does not take for the moment
 * @param outboxSize
 *            of all that is kept there at a time
 * @param keyset
 *            file of the workers' private keyset, by which keys are read that were added at run time; null: this worker
 *            takes none
 * @param masterKey
 *            where the key is that encrypts the keyset: {@code env:NAME}, {@code file:/path} or the URI of a key
 *            management service
 */
record WorkerSettings(@Nullable String name,
        @DefaultValue("default") @Pattern(regexp = "[a-z0-9][a-z0-9-]{0,62}", message = "use lower-case letters, digits and dashes, at most 63: the name of a pool in the catalogue") String pool,
        @Nullable @Pattern(regexp = "|" + Allowed.REGION, message = "use " + Allowed.REGION_FORM) String region,
        @DefaultValue("64") @Min(value = 1, message = "write 1 to 65000 slots") @Max(value = 65_000, message = "write 1 to 65000 slots") int slots,
        @Nullable @Min(value = 0, message = "write 0 or more, and fewer than longhaul.worker.slots") Integer interactiveReserve,
        @DefaultValue("64") @Min(value = 0, message = "write 0 to 500 messages") @Max(value = 500, message = "write 0 to 500 messages") int prefetchExtra,
        @DefaultValue("128") @Min(value = 1, message = "write 1 to 1000 entries") @Max(value = 1_000, message = "write 1 to 1000 entries") int bundleSize,
        @DefaultValue("20ms") Duration bundleLinger, @DefaultValue("20s") Duration maxInlineWait,
        @DefaultValue("30s") Duration breakerOpen, @DefaultValue("1m") Duration keyQuarantine,
        @DefaultValue("3s") Duration heartbeatInterval,
        @DefaultValue("20s") Duration grace,
        @DefaultValue("14MB") DataSize maxAnswer,
        @DefaultValue("1") @Min(value = 1, message = "write 1 to 16 threads") @Max(value = 16, message = "write 1 to 16 threads") int eventLoops,
        @DefaultValue("outbox") Path outbox, @DefaultValue("1GB") DataSize outboxSize,
        @Nullable Path keyset, @DefaultValue("env:LONGHAUL_MASTER_KEY") String masterKey) {

    private static final int RESERVED_PART = 16;
    private static final int MAX_DEFAULT_RESERVE = 16;

    /** The slots kept for interactive jobs, set or derived. */
    int reserve() {
        if (interactiveReserve != null) {
            return interactiveReserve;
        }
        return slots == 1 ? 0 : Math.clamp(slots / RESERVED_PART, 1, MAX_DEFAULT_RESERVE);
    }

    /** Whether it can read keys that are added at run time. */
    boolean takesKeys() {
        return keyset != null && !keyset.toString().isBlank();
    }

    /** Unacknowledged messages of one lane at a time. */
    int prefetch() {
        return slots + prefetchExtra;
    }
}
