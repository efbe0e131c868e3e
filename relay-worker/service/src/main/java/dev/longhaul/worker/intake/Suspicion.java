package dev.longhaul.worker.intake;

import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJobs;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether somebody may have run the jobs of a delivery before: it is marked redelivered, or carries a second dispatch,
 * or was dispatched before this worker could have been the first to get it. The mark alone is not enough, because
 * brokers lose it when they are killed. A pure function.
 */
final class Suspicion {

    /** How far the dispatcher's clock may be ahead of ours. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    private Suspicion() {}

    static boolean of(boolean redelivered, RelayJobs jobs, Instant workerStartedAt) {
        return redelivered || jobs.jobs().stream().anyMatch(job -> isSuspicious(job, workerStartedAt));
    }

    private static boolean isSuspicious(RelayJob job, Instant workerStartedAt) {
        return job.epoch() > 1 || job.dispatchedAt().isBefore(workerStartedAt.plus(CLOCK_SKEW));
    }
}
