package dev.longhaul.store.job;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobSize;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import java.nio.charset.StandardCharsets;
import org.bson.Document;

/**
 * A document of MongoDB holds at most 16 MiB. An answer that does not fit beside its request ends the job as failed:
 * tried again and again it would keep back all the outcomes behind it.
 */
final class OversizedAnswer {

    /** Of a request and its answer together, so that the rest of the document has room. */
    static final int MAX_BYTES = JobSize.MAX_BYTES;

    /** What is shorter than this, in chars, fits beside anything that may be recorded. */
    private static final int SHORT = 340_000;

    private OversizedAnswer() {}

    /** Whether the answer is long enough that its request must be looked at. */
    static boolean isDoubtful(WorkerOutcome outcome) {
        return outcome.report().outcome() instanceof Outcome.Succeeded succeeded && isLong(succeeded.response());
    }

    static boolean isLong(String text) {
        return text.length() > SHORT;
    }

    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The outcome itself, or the failure that stands for an answer that cannot be kept. */
    static WorkerOutcome fitting(WorkerOutcome outcome, Document document) {
        if (outcome.report().outcome() instanceof Outcome.Succeeded succeeded && isLong(succeeded.response())
                && bytes(succeeded.response()) > MAX_BYTES - document.getInteger(Fields.REQUEST_BYTES, 0)) {
            return failed(outcome);
        }
        return outcome;
    }

    private static WorkerOutcome failed(WorkerOutcome outcome) {
        OutcomeReport report = outcome.report();
        return new WorkerOutcome(outcome.worker(),
                report.with(new Outcome.Failed(Failure.of(ErrorCode.PROVIDER_BAD_ANSWER,
                        "The provider answered, but with its request the answer is too large to be kept."))));
    }
}
