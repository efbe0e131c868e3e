package dev.longhaul.api.submit;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.message.SubmittedJob;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A job with its id, about to be sent.
 *
 * @param repeat
 *            whether an earlier request with the same idempotency key made this job
 * @param recorded
 *            whether the record has it already, so that it need not be sent again; only a repeat can be
 * @param shadows
 *            makes the jobs of an experiment that run its prompt besides and are sent when it is durable
 */
public record Draft(SubmittedJob job, boolean repeat, boolean recorded,
        Supplier<Stream<SubmittedJob>> shadows) {

    public JobId id() {
        return job.id();
    }
}
