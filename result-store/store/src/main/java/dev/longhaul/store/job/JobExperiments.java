package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.longhaul.contract.job.ExperimentPart;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.StoreCall;
import java.time.Instant;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reads the jobs of an experiment, by an index that has no others. Neither prompts nor answers are read, so a job is
 * some hundred bytes on the way. Thread-safe.
 */
public final class JobExperiments {

    private static final int SCAN_BATCH = 1_000;
    private static final Bson FIELDS = Projections.include(Fields.EXPERIMENT, Fields.STATE, Fields.SUBMITTED_AT,
            Fields.ENDED_AT, Fields.USAGE, Fields.COST, Fields.CACHED + ".from", Fields.SAID,
            Fields.FAILURE, Fields.ATTEMPTS + ".epoch", Fields.ATTEMPTS + ".end", Fields.ATTEMPTS + ".startedAt",
            Fields.ATTEMPTS + ".durationMillis");

    private final MongoCollection<Document> jobs;

    JobExperiments(MongoCollection<Document> jobs) {
        this.jobs = jobs;
    }

    /** The index that {@link #scan} goes by. */
    static IndexModel index() {
        return new IndexModel(Indexes.ascending(Fields.EXPERIMENT_ID, Fields.ID),
                new IndexOptions().partialFilterExpression(Filters.exists(Fields.EXPERIMENT_ID)));
    }

    /**
     * Hands all jobs of an experiment to the reader, in the order of their ids: shadows of one job come one after the
     * other.
     */
    public void scan(String experiment, Consumer<ExperimentJob> reader) {
        StoreCall.of(() -> {
            jobs.find(Filters.and(Filters.eq(Fields.EXPERIMENT_ID, experiment), Filters.gt(Fields.ID, "")))
                    .sort(Sorts.ascending(Fields.ID)).projection(FIELDS).batchSize(SCAN_BATCH)
                    .forEach(document -> {
                        ExperimentPart part = ExperimentDocuments
                                .toPart(document.get(Fields.EXPERIMENT, Document.class));
                        if (part != null) {
                            reader.accept(ExperimentDocuments.toJob(document, part));
                        }
                    });
            return true;
        });
    }

    /**
     * A job of an experiment.
     *
     * @param endedAt
     *            null while it is open
     * @param callMillis
     *            how long the provider took that answered; null when none did
     * @param usage
     *            tokens of the answer, when reported
     * @param nanoDollars
     *            what the answer cost, in billionths of a US dollar; null when there is none or it is not known
     * @param cached
     *            whether the answer was another job's: then nobody was called for it
     * @param characters
     *            of the answer; null when there is none, or it was another job's
     * @param refused
     *            whether the answer is a refusal
     * @param failure
     *            the error code of one that has failed
     */
    public record ExperimentJob(JobId id, ExperimentPart part, JobState state, Instant submittedAt,
            @Nullable Instant endedAt, @Nullable Long callMillis, @Nullable Usage usage, @Nullable Long nanoDollars,
            boolean cached, @Nullable Long characters, boolean refused, @Nullable String failure) {}
}
