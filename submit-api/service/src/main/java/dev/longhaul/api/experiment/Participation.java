package dev.longhaul.api.experiment;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.experiment.Part.Shadow;
import dev.longhaul.api.http.LongWork;
import dev.longhaul.api.request.Submission;
import dev.longhaul.api.request.SubmissionReader;
import dev.longhaul.api.request.VariantPrompt;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.ExperimentPart;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.store.experiment.Experiment;
import dev.longhaul.store.experiment.Mode;
import dev.longhaul.store.experiment.Variant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets submissions take part in the experiments that they name. No experiment makes a request fail that would go
 * without it, but one that is not there. Thread-safe.
 */
public final class Participation {

    private static final Logger log = LoggerFactory.getLogger(Participation.class);
    private static final String METADATA = "metadata.";

    private final ExperimentDirectory experiments;
    private final SubmissionReader submissions;
    private final JobIds ids;

    public Participation(ExperimentDirectory experiments, SubmissionReader submissions, JobIds ids) {
        this.experiments = experiments;
        this.submissions = submissions;
        this.ids = ids;
    }

    /**
     * The experiment that a submission names; empty when it names none.
     *
     * @throws ApiException
     *             when it is not there
     * @throws dev.longhaul.store.StoreUnavailableException
     *             when that cannot be known
     */
    public Optional<Experiment> named(String tenant, Submission submission) {
        String id = submission.experiment();
        return id == null
                ? Optional.empty()
                : Optional.of(experiments.find(tenant, id).orElseThrow(() -> unknown(id, "experiment")));
    }

    static ApiException unknown(String id, String param) {
        return ApiException.of(ErrorCode.NOT_FOUND,
                "You have no experiment '" + id + "': GET /v1/experiments lists them.", param);
    }

    /**
     * What becomes of a submission.
     *
     * @param id
     *            of its job
     * @param experiment
     *            as {@link #named} gave it
     */
    public Part of(String tenant, Submission submission, JobId id, @Nullable Experiment experiment) {
        if (experiment == null || !experiment.runs()) {
            return Part.none(submission);
        }
        Assignment assignment = Assignment.of(experiment.id(), bucket(experiment, submission, id));
        if (!assignment.takesPart(experiment.design().sample())) {
            return Part.none(submission);
        }
        if (experiment.design().mode() == Mode.PAIRED) {
            return new Part(submission, null, () -> shadows(tenant, experiment, submission, id));
        }
        Variant variant = assignment.among(experiment.design());
        return asked(tenant, experiment, variant, submission)
                .map(asked -> new Part(asked, new ExperimentPart(experiment.id(), variant.name(), null),
                        Stream::empty))
                .orElseGet(() -> Part.none(submission));
    }

    private static String bucket(Experiment experiment, Submission submission, JobId id) {
        String by = experiment.design().bucketBy();
        String bucket = by == null ? null : value(by, submission);
        return bucket == null ? id.toString() : bucket;
    }

    private static @Nullable String value(String by, Submission submission) {
        return switch (by) {
            case "user" -> submission.user();
            case "custom_id" -> submission.customId();
            default -> submission.metadata().get(by.substring(METADATA.length()));
        };
    }

    private Stream<Shadow> shadows(String tenant, Experiment experiment, Submission submission, JobId id) {
        List<Variant> variants = experiment.design().variants();
        return IntStream.range(0, variants.size()).boxed().flatMap(i -> {
            LongWork.giveWay();
            Variant variant = variants.get(i);
            return asked(tenant, experiment, variant, submission)
                    .map(asked -> new Shadow(ids.sibling(id, tenant, i + 1), asked.asShadow(),
                            new ExperimentPart(experiment.id(), variant.name(), id)))
                    .stream();
        });
    }

    /** The submission as a variant asks it; empty when the tenant's plan does not allow that any more. */
    private Optional<Submission> asked(String tenant, Experiment experiment, Variant variant, Submission submission) {
        try {
            return Optional.of(
                    submissions.again(submission, VariantPrompt.of(submission.request(), variant), tenant));
        } catch (ApiException e) {
            log.info("variant {} of experiment {} of tenant {} cannot be asked and is left out: {}", variant.name(),
                    experiment.id(), tenant, e.message());
            return Optional.empty();
        }
    }
}
