package dev.longhaul.api.experiment;

import dev.longhaul.api.request.Submission;
import dev.longhaul.contract.job.ExperimentPart;
import dev.longhaul.contract.job.JobId;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a submission by the experiment that it names.
 *
 * @param submission
 *            as it is to be run: its own, or as a variant asks it
 * @param part
 *            null when it is its own
 * @param shadows
 *            makes the jobs that run its prompt besides, one after the other: the prompts of a whole bulk, times ten,
 *            might not fit into memory
 */
public record Part(Submission submission, @Nullable ExperimentPart part, Supplier<Stream<Shadow>> shadows) {

    /** One that goes as if there were no experiment. */
    static Part none(Submission submission) {
        return new Part(submission, null, Stream::empty);
    }

    /** A job for the sake of a comparison alone. */
    public record Shadow(JobId id, Submission submission, ExperimentPart part) {}
}
