package dev.longhaul.api.submit;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;

/** What became of one of many submissions. */
public sealed interface BulkResult {

    /**
     * It is durable.
     *
     * @param state
     *            queued, or where the job stands that its idempotency key made earlier
     */
    record Accepted(JobId id, JobState state) implements BulkResult {}

    /** It is not. */
    record Refused(ApiException error) implements BulkResult {}
}
