package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.ControlMessage.Verdict;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.ResultMessage.Delivery;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Judges deliveries that may have been worked on before. What may have been billed is recorded before the job runs
 * again. Thread-safe.
 */
public final class JobVerdicts {

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
        if (deliveries.isEmpty()) {
            return List.of();
        }
        return StoreCall.of(() -> {
            Map<String, Document> now = new HashMap<>();
            jobs.find(Filters.in(Fields.ID, deliveries.stream().map(each -> each.id().toString()).toList()))
                    .projection(JobDispatch.WITHOUT_BODY).batchSize(deliveries.size())
                    .forEach(document -> now.put(document.getString(Fields.ID), document));
            List<Judgement> judgements = new ArrayList<>(deliveries.size());
            for (Delivery delivery : deliveries) {
                judgements.add(judge(delivery, now.get(delivery.id().toString())));
            }
            return judgements;
        });
    }

    private Judgement judge(Delivery delivery, @Nullable Document read) {
        Document document = read;
        while (document != null) {
            Judgement judgement = tryJudge(delivery, document);
            if (judgement != null) {
                return judgement;
            }
            // something happened to the job between the look and the write: look again
            document = jobs.find(Filters.eq(Fields.ID, delivery.id().toString())).projection(JobDispatch.WITHOUT_BODY)
                    .first();
        }
        return new Judgement(delivery, Verdict.DROP, null);
    }

    private @Nullable Judgement tryJudge(Delivery delivery, Document document) {
        Run run = Run.of(document);
        if (!run.isDispatch(delivery.epoch())) {
            return new Judgement(delivery, Verdict.DROP, null);
        }
        Attempt earlier = LostRuns.attempt(document, run, delivery.repeated());
        if (run.cancelRequested()) {
            // whoever was told to stop it is gone
            return end(delivery, document, run, earlier, JobState.CANCELLED,
                    Failure.of(ErrorCode.JOB_CANCELLED, "The job was cancelled."));
        }
        if (earlier == null) {
            return new Judgement(delivery, Verdict.RUN, null);
        }
        Failure failure = LostRuns.mayRunAgain(document, earlier);
        if (failure != null) {
            return end(delivery, document, run, earlier, JobState.FAILED, failure);
        }
        if (run.lost() && LostRuns.isRecorded(JobDocuments.attempts(document), earlier)) {
            return new Judgement(delivery, Verdict.RUN, null);
        }
        return changes(run, OutcomeUpdates.addBilled(new Update().set(Fields.LOST, true), earlier))
                ? new Judgement(delivery, Verdict.RUN, null)
                : null;
    }

    private @Nullable Judgement end(Delivery delivery, Document document, Run run, @Nullable Attempt earlier,
            JobState state, Failure why) {
        Instant now = clock.instant();
        Update update = endings.end(endings.keep(document), state, now, state == JobState.FAILED ? why : null);
        if (!changes(run, earlier == null ? update : OutcomeUpdates.addBilled(update, earlier))) {
            return null;
        }
        Ended ended = new Ended(delivery.id(), Lane.fromWire(document.getString(Fields.LANE)),
                document.getString(Fields.MODEL), state, why);
        return new Judgement(delivery, Verdict.DROP, ended);
    }

    private boolean changes(Run run, Update update) {
        return jobs.updateOne(run.unchanged(), update).getMatchedCount() == 1;
    }

    /**
     * The verdict on one delivery.
     *
     * @param ended
     *            the job, when this verdict has ended it
     */
    public record Judgement(Delivery delivery, Verdict verdict, @Nullable Ended ended) {}

    /**
     * A job that may not run again.
     *
     * @param state
     *            failed; or cancelled, when its owner had asked for that
     * @param failure
     *            why
     */
    public record Ended(JobId id, Lane lane, String model, JobState state, Failure failure) {}
}
