package dev.longhaul.api.experiment;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.store.job.JobExperiments.ExperimentJob;
import java.time.Duration;
import java.time.Instant;

/** What a single job says of its variant. An answer that was another job's says only that there is one. */
final class Measures {

    private Measures() {}

    /** Whether the job's end says that the variant can or cannot answer; a cancel, for one, does not. */
    static boolean isJudged(ExperimentJob job) {
        return job.state() == JobState.SUCCEEDED || job.state() == JobState.FAILED;
    }

    /** Whether the variant itself has answered. */
    static boolean hasAnswered(ExperimentJob job) {
        return job.state() == JobState.SUCCEEDED && !job.cached();
    }

    /** Whether a filter did not let the prompt pass. */
    private static boolean isFiltered(ExperimentJob job) {
        return ErrorCode.CONTENT_FILTERED.wire().equals(job.failure());
    }

    /** Whether the job tells how the variant takes its prompt. */
    static boolean tellsRefusal(ExperimentJob job) {
        return hasAnswered(job) || isFiltered(job);
    }

    static boolean isRefused(ExperimentJob job) {
        return job.refused() || isFiltered(job);
    }

    /** From the submission to the end, in milliseconds; of a job that has ended. */
    static long latencyMillis(ExperimentJob job) {
        Instant end = job.endedAt();
        return end == null ? 0 : Math.max(0, Duration.between(job.submittedAt(), end).toMillis());
    }
}
