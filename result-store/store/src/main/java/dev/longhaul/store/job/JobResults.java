package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.JobEvent.Waiting;
import dev.longhaul.contract.message.LongAnswers;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.store.StoreCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Writes what workers report, in bulk. The first end of a job wins; whatever comes later only adds its attempts, so
 * that double spending shows. Writing the same report twice changes nothing. Thread-safe.
 * <p>
 * One bulk of compare-and-sets serves the reports that find their job as they left it, which are nearly all; the others
 * are judged one by one.
 */
public final class JobResults {

    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
    private static final Document HANDED_OUT = new Document("$in",
            Run.HANDED_OUT.stream().map(JobState::wire).toList());
    private static final Document ABSENT = new Document("$exists", false);

    private final MongoCollection<Document> jobs;
    private final OutcomeUpdates updates;
    private final StrayReports strays;
    private final JobAnswers answers;

    JobResults(MongoCollection<Document> jobs, OutcomeUpdates updates, JobAnswers answers) {
        this.jobs = jobs;
        this.updates = updates;
        this.answers = answers;
        this.strays = new StrayReports(jobs, updates, answers);
    }

    /**
     * Records starts. A start that comes too late to make its job running is recorded as an attempt that may have been
     * billed, unless its outcome is there.
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
            writes.add(new UpdateOneModel<>(asLeft(report.id(), report.epoch(), start.worker()), started(start)));
        }
        return StoreCall.of(() -> {
            if (jobs.bulkWrite(writes, UNORDERED).getMatchedCount() == starts.size()) {
                return starts;
            }
            Map<String, Document> now = read(starts.stream().map(start -> start.report().id().toString()).toList());
            return starts.stream().filter(start -> strays.start(start, now.get(start.report().id().toString())))
                    .toList();
        });
    }

    static Update started(WorkerStart start) {
        return new Update().set(Fields.STATE, JobState.RUNNING.wire())
                .set(Fields.STARTED_AT, JobDocuments.date(start.report().startedAt()))
                .set(Fields.WORKER, start.worker()).unset(Fields.LOST);
    }

    /**
     * Records outcomes.
     *
     * @param entry
     *            the entry of the usage ledger that counts them, see {@link WorkerOutcome#counts}; null when nobody
     *            counts
     * @return for each outcome, in order, what it did
     */
    public List<Applied> apply(List<WorkerOutcome> outcomes, @Nullable String entry) {
        if (outcomes.isEmpty()) {
            return List.of();
        }
        List<WriteModel<Document>> writes = outcomes.stream().filter(each -> !isLong(each))
                .<WriteModel<Document>>map(each -> write(each, entry)).toList();
        return StoreCall.of(() -> {
            int written = writes.isEmpty() ? 0 : jobs.bulkWrite(writes, UNORDERED).getMatchedCount();
            if (written == outcomes.size()
                    && outcomes.stream().allMatch(each -> OutcomeUpdates.target(each).isTerminal())) {
                return outcomes.stream().map(each -> {
                    JobState state = OutcomeUpdates.target(each);
                    return new Applied(each, state, null, entry != null && each.counts(state));
                }).toList();
            }
            // not every report found its job as expected, or some jobs queue again: see what each became
            Map<String, Document> now = read(outcomes.stream().map(each -> each.report().id().toString()).toList());
            return outcomes.stream().map(each -> strays.outcome(each, now.get(each.report().id().toString()), entry))
                    .toList();
        });
    }

    /**
     * An answer that is kept in parts. When it came whole, its parts are written when it is known that the job wants
     * it; when they came by themselves, they go when the job does not.
     */
    private static boolean isLong(WorkerOutcome outcome) {
        return switch (outcome.report().outcome()) {
            case Outcome.Succeeded whole -> LongAnswers.isLong(whole.response());
            case Outcome.SucceededInParts inParts -> true;
            case Outcome other -> false;
        };
    }

    /**
     * Whether an answer that came in parts is here, word for word; it stays with its job then. An outcome is to be
     * {@link #apply applied} only when its answer is.
     */
    public boolean isHere(WorkerOutcome outcome) {
        return !(outcome.report().outcome() instanceof Outcome.SucceededInParts inParts)
                || answers.claim(JobAnswers.stored(outcome.report().id(), outcome.key(), inParts.answer()),
                        inParts.answer(), updates.until(outcome.report()));
    }

    /**
     * What an outcome is worth whose answer does not come any more: the call may be on the provider's bill, and the job
     * goes on as one whose worker was lost.
     */
    public WorkerOutcome withoutAnswer(WorkerOutcome outcome) {
        Document document = StoreCall.of(() -> jobs.find(Filters.eq(Fields.ID, outcome.report().id().toString()))
                .projection(JobDispatch.WITHOUT_BODY).first());
        return new WorkerOutcome(outcome.worker(), LostAnswers.report(outcome.report(), document), null);
    }

    private UpdateOneModel<Document> write(WorkerOutcome outcome, @Nullable String entry) {
        OutcomeReport report = outcome.report();
        JobState target = OutcomeUpdates.target(outcome);
        Document filter = asLeft(report.id(), report.epoch(), outcome.worker());
        if (target == JobState.QUEUED) {
            // a job whose cancel could not act at once must not queue again
            filter.append(Fields.CANCEL_REQUESTED_AT, ABSENT);
        }
        return new UpdateOneModel<>(filter, updates.move(outcome, target, List.of(), entry, null));
    }

    /** Finds a job in this dispatch, if nobody but this worker is known to have had it. */
    private static Document asLeft(JobId id, int epoch, String worker) {
        return new Document(Fields.ID, id.toString()).append(Fields.EPOCH, epoch).append(Fields.STATE, HANDED_OUT)
                .append(Fields.WORKER, new Document("$in", Arrays.asList(worker, null))).append(Fields.LOST, ABSENT);
    }

    private Map<String, Document> read(Collection<String> ids) {
        Map<String, Document> byId = new HashMap<>();
        jobs.find(Filters.in(Fields.ID, ids)).projection(JobDispatch.WITHOUT_BODY).batchSize(ids.size())
                .forEach(document -> byId.put(document.getString(Fields.ID), document));
        return byId;
    }

    /** A start and who reported it. */
    public record WorkerStart(String worker, StartReport report) {}

    /**
     * An outcome and who reported it.
     *
     * @param nanoDollars
     *            what an answer cost, in billionths of a US dollar; null when that is not known, and for what is no
     *            answer
     */
    public record WorkerOutcome(String worker, OutcomeReport report, @Nullable Long nanoDollars) {

        /** One whose cost is not known. */
        public WorkerOutcome(String worker, OutcomeReport report) {
            this(worker, report, null);
        }

        /**
         * Whether the usage ledger is to count a job that becomes this: one that succeeds, and any end of one within an
         * experiment, whose failed calls may have cost money too.
         */
        public boolean counts(JobState state) {
            return state == JobState.SUCCEEDED || (state.isTerminal() && report.experiment() != null);
        }

        /** Whether the job may become something by this outcome that {@link #counts}. */
        public boolean mayCount() {
            return report.experiment() != null || counts(OutcomeUpdates.target(this));
        }

        /** Who gave the answer; null when that is not known, and for what is no answer. */
        public @Nullable String provider() {
            if (!(report.outcome() instanceof Outcome.Answered answered)) {
                return null;
            }
            String provider = null;
            for (Attempt attempt : report.attempts()) {
                if (attempt.end() == Attempt.End.SUCCEEDED) {
                    if (answered.usage() != null && answered.usage().equals(attempt.usage())) {
                        return attempt.provider();
                    }
                    provider = attempt.provider();
                }
            }
            return provider;
        }

        /** Tells this report from any other of the job. */
        String key() {
            return key(worker, report.epoch(), report.endedAt());
        }

        static String key(String worker, int epoch, Instant endedAt) {
            return key(worker, epoch) + endedAt.toEpochMilli();
        }

        /** What the keys of a worker's reports on a dispatch begin with. */
        static String key(String worker, int epoch) {
            return worker + "#" + epoch + "#";
        }
    }

    /**
     * What an outcome did.
     *
     * @param outcome
     *            as it came
     * @param state
     *            what the job is by this outcome, also when it was written before; null when another end came first, a
     *            newer dispatch exists, or the job is gone
     * @param waiting
     *            for queued: what a scheduler needs
     * @param counts
     *            whether the entry is to count what the job used; of two reports of one job both may say so
     */
    public record Applied(WorkerOutcome outcome, @Nullable JobState state, @Nullable Waiting waiting,
            boolean counts) {}
}
