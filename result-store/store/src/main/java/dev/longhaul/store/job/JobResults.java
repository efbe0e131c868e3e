package dev.longhaul.store.job;

import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.JobEvent.Waiting;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.StoreCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Writes what workers report, in bulk. The first end of a job wins; whatever comes later only adds its attempts, so
 * that double spending shows. Writing the same report twice changes nothing. Thread-safe.
 */
public final class JobResults {

    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
    private static final List<String> OPEN_STATES = List.of(JobState.QUEUED.wire(), JobState.DISPATCHED.wire(),
            JobState.RUNNING.wire());
    private static final List<String> HANDED_OUT = List.of(JobState.DISPATCHED.wire(), JobState.RUNNING.wire());

    private final MongoCollection<Document> jobs;
    private final Endings endings;

    JobResults(MongoCollection<Document> jobs, Endings endings) {
        this.jobs = jobs;
        this.endings = endings;
    }

    /**
     * Records starts.
     *
     * @return those whose job is running by this report now
     */
    public List<WorkerStart> applyStarts(List<WorkerStart> starts) {
        if (starts.isEmpty()) {
            return List.of();
        }
        List<WriteModel<Document>> writes = new ArrayList<>(starts.size());
        for (WorkerStart start : starts) {
            StartReport report = start.report();
            writes.add(new UpdateOneModel<>(
                    Filters.and(Filters.eq(Fields.ID, report.id().toString()), Filters.eq(Fields.EPOCH, report.epoch()),
                            Filters.in(Fields.STATE, HANDED_OUT)),
                    Updates.combine(Updates.set(Fields.STATE, JobState.RUNNING.wire()),
                            Updates.set(Fields.STARTED_AT, Date.from(report.startedAt())),
                            Updates.set(Fields.WORKER, start.worker()))));
        }
        return StoreCall.of(() -> {
            if (jobs.bulkWrite(writes, UNORDERED).getMatchedCount() == starts.size()) {
                return starts;
            }
            Map<String, Document> now = read(starts.stream().map(start -> start.report().id().toString()).toList());
            return starts.stream().filter(start -> {
                Document document = now.get(start.report().id().toString());
                return document != null && JobDocuments.state(document) == JobState.RUNNING
                        && document.getInteger(Fields.EPOCH, 0) == start.report().epoch();
            }).toList();
        });
    }

    /**
     * Records outcomes.
     *
     * @return for each outcome, in order, what it did
     */
    public List<Applied> apply(List<WorkerOutcome> outcomes) {
        if (outcomes.isEmpty()) {
            return List.of();
        }
        List<WriteModel<Document>> writes = outcomes.stream().<WriteModel<Document>>map(this::write).toList();
        return StoreCall.of(() -> {
            BulkWriteResult result = jobs.bulkWrite(writes, UNORDERED);
            if (result.getMatchedCount() == outcomes.size()
                    && outcomes.stream().allMatch(each -> target(each.report().outcome()).isTerminal())) {
                return outcomes.stream().map(each -> new Applied(each, target(each.report().outcome()), null)).toList();
            }
            return lookBack(outcomes);
        });
    }

    private UpdateOneModel<Document> write(WorkerOutcome outcome) {
        OutcomeReport report = outcome.report();
        JobState target = target(report.outcome());
        List<Bson> filter = new ArrayList<>(List.of(Filters.eq(Fields.ID, report.id().toString())));
        if (target == JobState.SUCCEEDED) {
            // an answer counts whichever dispatch it belongs to, as long as nothing has ended the job
            filter.add(Filters.in(Fields.STATE, OPEN_STATES));
        } else {
            filter.add(Filters.eq(Fields.EPOCH, report.epoch()));
            filter.add(Filters.in(Fields.STATE, HANDED_OUT));
        }
        List<Bson> update = new ArrayList<>();
        if (target == JobState.QUEUED) {
            // a job whose cancel could not act at once must not queue again
            filter.add(Filters.exists(Fields.CANCEL_REQUESTED_AT, false));
            update.addAll(requeue(report));
        } else {
            update.addAll(ending(report, target));
        }
        update.add(Updates.set(Fields.REPORT, outcome.key()));
        addAttempts(update, report.attempts());
        return new UpdateOneModel<>(Filters.and(filter), Updates.combine(update));
    }

    private List<Bson> ending(OutcomeReport report, JobState target) {
        List<Bson> update = endings.updates(target, report.endedAt(),
                report.outcome() instanceof Outcome.Failed failed ? failed.failure() : null);
        if (report.startedAt() != null) {
            update.add(Updates.set(Fields.STARTED_AT, Date.from(report.startedAt())));
        }
        if (report.outcome() instanceof Outcome.Succeeded succeeded) {
            update.add(Updates.set(Fields.RESPONSE, succeeded.response()));
            Usage usage = succeeded.usage();
            if (usage != null) {
                update.add(Updates.set(Fields.USAGE, JobDocuments.fromUsage(usage)));
            }
        }
        return update;
    }

    private static List<Bson> requeue(OutcomeReport report) {
        List<Bson> update = new ArrayList<>(List.of(Updates.set(Fields.STATE, JobState.QUEUED.wire()),
                Updates.unset(Fields.WORKER), Updates.unset(Fields.STARTED_AT)));
        if (report.outcome() instanceof Outcome.Throttled throttled) {
            update.add(Updates.set(Fields.NOT_BEFORE, Date.from(throttled.until())));
            update.add(Updates.set(Fields.WAITING_FOR, "provider"));
        }
        return update;
    }

    private static void addAttempts(List<Bson> update, List<Attempt> attempts) {
        if (!attempts.isEmpty()) {
            // a set, so that a report that comes twice counts once
            update.add(
                    Updates.addEachToSet(Fields.ATTEMPTS, attempts.stream().map(JobDocuments::fromAttempt).toList()));
        }
    }

    /** Not every write found its job as expected, or some jobs queue again: see what each became. */
    private List<Applied> lookBack(List<WorkerOutcome> outcomes) {
        Map<String, Document> now = read(outcomes.stream().map(each -> each.report().id().toString()).toList());
        List<Applied> applied = new ArrayList<>(outcomes.size());
        List<WriteModel<Document>> repairs = new ArrayList<>();
        for (WorkerOutcome outcome : outcomes) {
            Document document = now.get(outcome.report().id().toString());
            applied.add(lookBack(outcome, document, repairs));
        }
        if (!repairs.isEmpty()) {
            jobs.bulkWrite(repairs, UNORDERED);
        }
        return applied;
    }

    private Applied lookBack(WorkerOutcome outcome, @Nullable Document document,
            List<WriteModel<Document>> repairs) {
        OutcomeReport report = outcome.report();
        if (document == null) {
            return new Applied(outcome, null, null);
        }
        JobState target = target(report.outcome());
        if (outcome.key().equals(document.getString(Fields.REPORT))) {
            JobState state = JobDocuments.state(document);
            if (state != target) {
                // ours, but the job has gone on since: nothing to tell
                return new Applied(outcome, null, null);
            }
            return new Applied(outcome, state, state == JobState.QUEUED ? waiting(document) : null);
        }
        Bson same = Filters.eq(Fields.ID, report.id().toString());
        boolean cancelled = target == JobState.QUEUED && document.getDate(Fields.CANCEL_REQUESTED_AT) != null
                && document.getInteger(Fields.EPOCH, 0) == report.epoch() && !JobDocuments.state(document).isTerminal();
        if (cancelled) {
            List<Bson> update = endings.updates(JobState.CANCELLED, report.endedAt(), null);
            update.add(Updates.set(Fields.REPORT, outcome.key()));
            addAttempts(update, report.attempts());
            repairs.add(new UpdateOneModel<>(Filters.and(same, Filters.in(Fields.STATE, HANDED_OUT)),
                    Updates.combine(update)));
            return new Applied(outcome, JobState.CANCELLED, null);
        }
        List<Bson> update = new ArrayList<>();
        addAttempts(update, report.attempts());
        if (!update.isEmpty()) {
            repairs.add(new UpdateOneModel<>(same, Updates.combine(update)));
        }
        return new Applied(outcome, null, null);
    }

    private static Waiting waiting(Document document) {
        OpenJob open = JobDocuments.toOpen(document);
        return new Waiting(open.notBefore(), open.priority(), open.estimatedTokens(), open.deadline());
    }

    private Map<String, Document> read(Collection<String> ids) {
        Map<String, Document> byId = new HashMap<>();
        jobs.find(Filters.in(Fields.ID, ids)).projection(JobDispatch.WITHOUT_BODY).batchSize(ids.size())
                .forEach(document -> byId.put(document.getString(Fields.ID), document));
        return byId;
    }

    /** The state that an outcome asks for. */
    private static JobState target(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded succeeded -> JobState.SUCCEEDED;
            case Outcome.Failed failed -> JobState.FAILED;
            case Outcome.Cancelled cancelled -> JobState.CANCELLED;
            case Outcome.Expired expired -> JobState.EXPIRED;
            case Outcome.Throttled throttled -> JobState.QUEUED;
            case Outcome.HandedBack handedBack -> JobState.QUEUED;
        };
    }

    /** A start and who reported it. */
    public record WorkerStart(String worker, StartReport report) {}

    /** An outcome and who reported it. */
    public record WorkerOutcome(String worker, OutcomeReport report) {

        String key() {
            Instant endedAt = report.endedAt();
            return worker + "#" + report.epoch() + "#" + endedAt.toEpochMilli();
        }
    }

    /**
     * What an outcome did.
     *
     * @param state
     *            what the job is by this outcome, also when it was written before; null when another end came first, a
     *            newer dispatch exists, or the job is gone
     * @param waiting
     *            for queued: what a scheduler needs
     */
    public record Applied(WorkerOutcome outcome, @Nullable JobState state, @Nullable Waiting waiting) {}
}
