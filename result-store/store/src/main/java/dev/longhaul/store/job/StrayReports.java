package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.JobEvent.Waiting;
import dev.longhaul.contract.message.LongAnswers;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.store.job.JobResults.Applied;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import dev.longhaul.store.job.JobResults.WorkerStart;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reports that did not find their job as they expected: they came twice or late, or several workers have had the job.
 * Each is judged by the document as it stands. No call that was begun is forgotten on the way: without an outcome it
 * counts as one that may have been billed, until its own worker tells how it ended.
 */
final class StrayReports {

    private final MongoCollection<Document> jobs;
    private final OutcomeUpdates updates;
    private final JobAnswers answers;

    StrayReports(MongoCollection<Document> jobs, OutcomeUpdates updates, JobAnswers answers) {
        this.jobs = jobs;
        this.updates = updates;
        this.answers = answers;
    }

    /**
     * Records a start.
     *
     * @param read
     *            the document, without its bodies
     * @return whether the job is running by it now
     */
    boolean start(WorkerStart start, @Nullable Document read) {
        StartReport report = start.report();
        Document document = read;
        while (document != null) {
            Run run = Run.of(document);
            if (isAccountedFor(start, document)) {
                return run.isDispatch(report.epoch()) && run.state() == JobState.RUNNING
                        && start.worker().equals(run.worker());
            }
            Attempt begun = Attempt.unknown(report.epoch(), start.worker(), report.startedAt());
            if (!run.isDispatch(report.epoch())) {
                jobs.updateOne(id(report.id()), OutcomeUpdates.addBilled(new Update(), begun));
                return false;
            }
            Attempt other = run.isBySomebodyElse(start.worker()) ? run.unfinished() : null;
            boolean newest = other == null || other.startedAt().isBefore(report.startedAt());
            Update update = newest ? started(start, other) : OutcomeUpdates.addBilled(new Update(), begun);
            if (jobs.updateOne(run.unchanged(), update).getMatchedCount() == 1) {
                return newest;
            }
            document = look(report.id());
        }
        return false;
    }

    private static Update started(WorkerStart start, @Nullable Attempt other) {
        Update update = JobResults.started(start);
        return other == null ? update : OutcomeUpdates.addBilled(update, other);
    }

    /** Whether the record knows of this call already, by its start or by what became of it. */
    private static boolean isAccountedFor(WorkerStart start, Document document) {
        Run run = Run.of(document);
        StartReport report = start.report();
        boolean present = run.isDispatch(report.epoch()) && start.worker().equals(run.worker());
        boolean ended = String.valueOf(document.getString(Fields.REPORT))
                .startsWith(WorkerOutcome.key(start.worker(), report.epoch()));
        return present || ended || JobDocuments.attempts(document).stream().anyMatch(
                attempt -> attempt.epoch() == report.epoch() && start.worker().equals(attempt.worker()));
    }

    /**
     * Records an outcome.
     *
     * @param read
     *            the document, without its bodies
     * @param entry
     *            as in {@link OutcomeUpdates#move}
     */
    Applied outcome(WorkerOutcome outcome, @Nullable Document read, @Nullable String entry) {
        OutcomeReport report = outcome.report();
        Document document = read;
        StoredAnswer kept = came(outcome);
        while (document != null) {
            if (outcome.key().equals(document.getString(Fields.REPORT))) {
                dropUnless(document, kept);
                return repeated(outcome, document, entry);
            }
            Run run = Run.of(document);
            JobState state = becomes(outcome, run);
            if (state == null) {
                dropUnless(document, kept);
                addLate(report, outcome.worker());
                return new Applied(outcome, null, null, false);
            }
            Attempt other = run.isDispatch(report.epoch()) && !run.isBySomebodyElse(outcome.worker())
                    ? null
                    : run.unfinished();
            jobs.updateOne(run.unchanged(),
                    JobExtras.mark(OutcomeUpdates.removeUnknown(report.epoch(), outcome.worker())));
            kept = kept == null ? keep(outcome) : kept;
            Update update = updates.move(outcome, state, other == null ? List.of() : List.of(other), entry, kept);
            if (jobs.updateOne(run.unchanged(), update).getMatchedCount() == 1) {
                Document after = look(report.id());
                return new Applied(outcome, state,
                        state == JobState.QUEUED && after != null ? waiting(after) : null,
                        entry != null && outcome.counts(state));
            }
            document = look(report.id());
        }
        dropUnless(new Document(), kept);
        return new Applied(outcome, null, null, false);
    }

    /** Where an answer is that came in parts by itself. */
    private static @Nullable StoredAnswer came(WorkerOutcome outcome) {
        return outcome.report().outcome() instanceof Outcome.SucceededInParts inParts
                ? JobAnswers.stored(outcome.report().id(), outcome.key(), inParts.answer())
                : null;
    }

    /** Writes the parts of a long answer that came whole, which the job is to name. */
    private @Nullable StoredAnswer keep(WorkerOutcome outcome) {
        OutcomeReport report = outcome.report();
        return report.outcome() instanceof Outcome.Succeeded succeeded && LongAnswers.isLong(succeeded.response())
                ? answers.keep(report.id(), outcome.key(), succeeded.response(), updates.until(report))
                : null;
    }

    /** Deletes the parts again when the job does not name them: another end came first, or it was erased meanwhile. */
    private void dropUnless(Document document, @Nullable StoredAnswer kept) {
        if (kept != null && (document.containsKey(Fields.DELETED_AT)
                || !kept.equals(JobDocuments.toStored(document.get(Fields.ANSWER, Document.class))))) {
            answers.drop(kept);
        }
    }

    /** What the job becomes by this outcome; null when nothing. */
    private static @Nullable JobState becomes(WorkerOutcome outcome, Run run) {
        JobState target = OutcomeUpdates.target(outcome);
        if (target == JobState.SUCCEEDED) {
            // an answer counts whichever dispatch it belongs to, as long as nothing has ended the job
            return run.state().canBecome(JobState.SUCCEEDED) ? JobState.SUCCEEDED : null;
        }
        if (!run.isDispatch(outcome.report().epoch()) || run.isBySomebodyElse(outcome.worker())) {
            return null;
        }
        // a job whose cancel could not act at once must not queue again
        return target == JobState.QUEUED && run.cancelRequested() ? JobState.CANCELLED : target;
    }

    private void addLate(OutcomeReport report, String worker) {
        jobs.updateOne(id(report.id()), JobExtras.mark(OutcomeUpdates.removeUnknown(report.epoch(), worker)));
        List<Attempt> attempts = report.attempts();
        if (attempts.isEmpty()) {
            return;
        }
        Bson whole = Filters.and(id(report.id()), Filters.exists(Fields.DELETED_AT, false));
        if (!add(whole, attempts)) {
            // a job that was erased keeps no text, whatever comes late
            add(id(report.id()), attempts.stream().map(Attempt::withoutPartial).toList());
        }
    }

    private boolean add(Bson which, List<Attempt> attempts) {
        attempts.forEach(each -> jobs.updateOne(which, OutcomeUpdates.removePriced(each)));
        return jobs.updateOne(which, JobExtras.mark(OutcomeUpdates.addAttempts(new Update(), attempts)))
                .getMatchedCount() == 1;
    }

    /** This report has been written, perhaps a moment ago: what did it do? */
    private static Applied repeated(WorkerOutcome outcome, Document document, @Nullable String entry) {
        JobState state = JobDocuments.state(document);
        JobState target = OutcomeUpdates.target(outcome);
        boolean cancelledInstead = target == JobState.QUEUED && state == JobState.CANCELLED
                && Run.of(document).cancelRequested();
        if (state != target && !cancelledInstead) {
            // the job has gone on since: nothing to tell
            return new Applied(outcome, null, null, false);
        }
        return new Applied(outcome, state, state == JobState.QUEUED ? waiting(document) : null,
                entry != null && entry.equals(document.getString(Fields.LEDGER)));
    }

    private static Waiting waiting(Document document) {
        OpenJob open = JobDocuments.toOpen(document);
        return new Waiting(open.notBefore(), open.keyId(), open.batch(), open.customId(), open.cacheKey(),
                open.priority(),
                open.estimate(),
                open.deadline());
    }

    private @Nullable Document look(JobId id) {
        return jobs.find(id(id)).projection(JobDispatch.WITHOUT_BODY).first();
    }

    private static Bson id(JobId id) {
        return Filters.eq(Fields.ID, id.toString());
    }
}
