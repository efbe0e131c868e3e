package dev.longhaul.store.job;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a job whose answer was lost on its way: parts of it did not arrive, because the broker lost
 * them or somebody purged its queue. The call was made, so it counts as possibly billed with what it used, and the job
 * runs again if it may. A pure function.
 */
final class LostAnswers {

    /** Of the attempt whose answer it was. */
    static final String CODE = "answer_lost";

    private LostAnswers() {}

    /**
     * The report as it is to be applied.
     *
     * @param document
     *            of the job; null when it is gone
     */
    static OutcomeReport report(OutcomeReport report, @Nullable Document document) {
        List<Attempt> attempts = report.attempts().stream()
                .map(each -> each.end() == Attempt.End.SUCCEEDED ? lost(each) : each).toList();
        Failure end = document == null ? null : mayNotRunAgain(document);
        return report.with(attempts)
                .with(end == null ? new Outcome.Throttled(report.endedAt(), CODE) : new Outcome.Failed(end));
    }

    private static Attempt lost(Attempt answered) {
        return new Attempt(answered.epoch(), answered.provider(), answered.model(), answered.keyName(),
                answered.worker(), answered.startedAt(), answered.durationMillis(), Attempt.End.AMBIGUOUS,
                answered.httpStatus(), CODE, answered.usage(), true, answered.warnings(), null,
                answered.nanoDollars());
    }

    private static @Nullable Failure mayNotRunAgain(Document document) {
        if (OnAmbiguous.fromWire(document.getString(Fields.ON_AMBIGUOUS)) == OnAmbiguous.HOLD) {
            return Failure.of(ErrorCode.OUTCOME_UNKNOWN,
                    "The answer was lost on its way and the call may have been billed; on_ambiguous is hold.");
        }
        long before = JobDocuments.presentAttempts(document).stream().filter(each -> CODE.equals(each.code())).count();
        return before + 1 < LostRuns.MAX_LOST_ATTEMPTS
                ? null
                : Failure.of(ErrorCode.DISPATCHES_EXHAUSTED,
                        "The answers of " + (before + 1) + " attempts were lost on their way.");
    }
}
