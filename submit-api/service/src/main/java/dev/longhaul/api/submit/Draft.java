package dev.longhaul.api.submit;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.message.SubmittedJob;

/**
 * A job with its id, about to be sent.
 *
 * @param repeat
 *            whether an earlier request with the same idempotency key made this job
 * @param recorded
 *            whether the record has it already, so that it need not be sent again; only a repeat can be
 */
public record Draft(SubmittedJob job, boolean repeat, boolean recorded) {

    public JobId id() {
        return job.id();
    }
}
