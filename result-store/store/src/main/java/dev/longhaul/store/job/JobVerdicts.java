package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.ControlMessage.Verdict;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.ResultMessage.Delivery;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Judges deliveries that may have been worked on before. What may have been billed is recorded before the job runs
 * again. Thread-safe.
 */
public final class JobVerdicts {

    /** A job whose worker was lost this often is taken to be the cause of it. */
    static final int MAX_LOST_ATTEMPTS = 5;

    private final MongoCollection<Document> jobs;
    private final Clock clock;
    private final Endings endings;

    JobVerdicts(MongoCollection<Document> jobs, Clock clock, Endings endings) {
        this.jobs = jobs;
        this.clock = clock;
        this.endings = endings;
    }

    /** One judgement for each delivery, in order. */
    public List<Judgement> judge(List<Delivery> deliveries) {
        return StoreCall.of(() -> {
            Map<String, Document> now = new HashMap<>();
            jobs.find(Filters.in(Fields.ID, deliveries.stream().map(each -> each.id().toString()).toList()))
                    .projection(JobDispatch.WITHOUT_BODY).batchSize(Math.max(1, deliveries.size()))
                    .forEach(document -> now.put(document.getString(Fields.ID), document));
            List<Judgement> judgements = new ArrayList<>(deliveries.size());
            for (Delivery delivery : deliveries) {
                judgements.add(judge(delivery, now.get(delivery.id().toString())));
            }
            return judgements;
        });
    }

    private Judgement judge(Delivery delivery, @Nullable Document document) {
        if (document == null || !isCurrent(document, delivery.epoch())) {
            return new Judgement(delivery, Verdict.DROP, null);
        }
        Attempt earlier = earlierAttempt(document, delivery.epoch());
        if (earlier == null) {
            return new Judgement(delivery, Verdict.RUN, null);
        }
        Lane lane = Lane.fromWire(document.getString(Fields.LANE));
        String model = document.getString(Fields.MODEL);
        Failure failure = mayRunAgain(document);
        List<Bson> update = failure == null
                ? new ArrayList<>()
                : endings.updates(JobState.FAILED, clock.instant(), failure);
        update.add(Updates.addToSet(Fields.ATTEMPTS, JobDocuments.fromAttempt(earlier)));
        long changed = jobs.updateOne(
                Filters.and(Filters.eq(Fields.ID, delivery.id().toString()), Filters.eq(Fields.EPOCH, delivery.epoch()),
                        Filters.eq(Fields.STATE, document.getString(Fields.STATE))),
                Updates.combine(update)).getMatchedCount();
        if (changed == 0) {
            // something happened to the job between the look and the write: look again
            Document fresh = jobs.find(Filters.eq(Fields.ID, delivery.id().toString())).first();
            return judge(delivery, fresh);
        }
        return failure == null
                ? new Judgement(delivery, Verdict.RUN, null)
                : new Judgement(delivery, Verdict.DROP, new Ended(delivery.id(), lane, model, failure));
    }

    private static boolean isCurrent(Document document, int epoch) {
        JobState state = JobDocuments.state(document);
        return document.getInteger(Fields.EPOCH, 0) == epoch
                && (state == JobState.DISPATCHED || state == JobState.RUNNING);
    }

    /**
     * The attempt that an earlier delivery of this dispatch made, or may have made: workers announce a start durably
     * before they call, except in the interactive lane, where nobody waits for the announcement.
     */
    private static @Nullable Attempt earlierAttempt(Document document, int epoch) {
        Date startedAt = document.getDate(Fields.STARTED_AT);
        if (JobDocuments.state(document) == JobState.RUNNING && startedAt != null) {
            return Attempt.unknown(epoch, document.getString(Fields.WORKER), startedAt.toInstant());
        }
        Date dispatchedAt = document.getDate(Fields.DISPATCHED_AT);
        if (Lane.INTERACTIVE.wire().equals(document.getString(Fields.LANE)) && dispatchedAt != null) {
            return Attempt.unknown(epoch, null, dispatchedAt.toInstant());
        }
        return null;
    }

    private static @Nullable Failure mayRunAgain(Document document) {
        if (OnAmbiguous.valueOf(document.getString(Fields.ON_AMBIGUOUS)) == OnAmbiguous.HOLD) {
            return Failure.of(ErrorCode.OUTCOME_UNKNOWN,
                    "A worker was lost during the call, which may have been billed; on_ambiguous is hold.");
        }
        long lost = document.getList(Fields.ATTEMPTS, Document.class, List.of()).stream()
                .filter(attempt -> Attempt.End.UNKNOWN.wire().equals(attempt.getString("end"))).count();
        return lost + 1 < MAX_LOST_ATTEMPTS
                ? null
                : Failure.of(ErrorCode.DISPATCHES_EXHAUSTED,
                        "A worker was lost during each of " + (lost + 1) + " attempts; the job may be the cause.");
    }

    /**
     * The verdict on one delivery.
     *
     * @param ended
     *            the job, when this verdict has ended it
     */
    public record Judgement(Delivery delivery, Verdict verdict, @Nullable Ended ended) {}

    /** A job that was failed because it may not run again. */
    public record Ended(JobId id, Lane lane, String model, Failure failure) {}
}
