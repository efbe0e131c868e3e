package dev.longhaul.worker.intake;

import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJobs;
import java.time.Duration;
import java.time.Instant;

/** Whether somebody may have run the jobs of a delivery before. The stronger doubt counts. */
enum Suspicion {

    /** Nobody but us can have had it. */
    NONE,
    /**
     * It carries a second dispatch. This one has been with nobody else; what became of the earlier ones, the record
     * knows, and whether this one still counts.
     */
    EARLIER_DISPATCH,
    /**
     * This very dispatch may have been delivered before: the message is marked redelivered, or is older than this
     * worker's subscription. The mark alone is not enough, because brokers lose it when they are killed.
     */
    REPEATED;

    /** How far the dispatcher's clock may be ahead of ours. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    /**
     * A pure function.
     *
     * @param subscribedAt
     *            when this worker began to take deliveries, at its start or after the latest loss of its connection
     */
    static Suspicion of(boolean redelivered, RelayJobs jobs, Instant subscribedAt) {
        Instant trustedFrom = subscribedAt.plus(CLOCK_SKEW);
        if (redelivered || jobs.jobs().stream().anyMatch(job -> job.dispatchedAt().isBefore(trustedFrom))) {
            return REPEATED;
        }
        return jobs.jobs().stream().mapToInt(RelayJob::epoch).anyMatch(epoch -> epoch > 1) ? EARLIER_DISPATCH : NONE;
    }
}
