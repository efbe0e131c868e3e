package dev.longhaul.api.batch;

import dev.longhaul.api.http.LongWork;
import dev.longhaul.api.job.JobErrors;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.batch.Batch;
import dev.longhaul.store.batch.BatchEnd;
import dev.longhaul.store.batch.BatchRefusals;
import dev.longhaul.store.batch.BatchStatus;
import dev.longhaul.store.batch.Refusal;
import dev.longhaul.store.file.FileId;
import dev.longhaul.store.file.FilePurpose;
import dev.longhaul.store.file.FileWriter;
import dev.longhaul.store.job.JobRecord;
import dev.longhaul.store.job.JobRecord.Ending;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes what has come of a batch into its two files: lines with answers into the one, all others into the other. Their
 * ids follow from the batch, so that whoever goes on after another's death writes the same files over. For one batch
 * and one thread.
 */
final class OutputFiles {

    /** An answer in its job's document has up to a mebibyte. */
    private static final int LINES_AT_A_TIME = 32;

    private final BatchParts parts;
    private final Batch batch;
    private final boolean cancelled;
    private final Instant since;
    private final CustomIds customIds;
    private @Nullable FileWriter output;
    private @Nullable FileWriter errors;
    private int completed;
    private int failed;
    private int neverRan;
    private Usage usage = new Usage(0, 0, 0, 0);

    /**
     * @param batch
     *            all whose jobs have ended
     */
    OutputFiles(BatchParts parts, Batch batch) {
        this.parts = parts;
        this.batch = batch;
        this.cancelled = batch.status() == BatchStatus.CANCELLING;
        this.since = Objects.requireNonNull(batch.reached().get(batch.status()));
        this.customIds = new CustomIds(parts, batch);
    }

    /**
     * @param goOn
     *            asked every now and then
     * @return empty when it was not to go on
     */
    Optional<BatchEnd> write(BooleanSupplier goOn) {
        Map<Integer, Refusal> refused = Map.of();
        for (int begin = 0; begin < batch.progress().total(); begin += LINES_AT_A_TIME) {
            if (!goOn.getAsBoolean()) {
                return Optional.empty();
            }
            int end = Math.min(batch.progress().total(), begin + LINES_AT_A_TIME);
            List<JobId> ids = new ArrayList<>(end - begin);
            for (int line = begin; line < end; line++) {
                ids.add(parts.ids().line(batch.id(), batch.order().tenant(), line));
            }
            Map<JobId, JobRecord> records = new HashMap<>();
            parts.jobs().findAnswers(ids).forEach(job -> records.put(job.id(), job));
            for (int line = begin; line < end; line++) {
                if (line % BatchRefusals.PAGE == 0) {
                    refused = parts.refusals().of(batch.id(), line / BatchRefusals.PAGE);
                }
                write(line, ids.get(line - begin), records.get(ids.get(line - begin)), refused.get(line));
                LongWork.giveWay();
            }
        }
        return Optional.of(new BatchEnd(completed, failed, finish(output, "output"), finish(errors, "error"), usage,
                List.of()));
    }

    /** Whether some lines never ran. */
    boolean isPartial() {
        return neverRan > 0;
    }

    private void write(int line, JobId id, @Nullable JobRecord job, @Nullable Refusal refusal) {
        if (job != null) {
            write(id, job);
        } else if (refusal != null) {
            failed++;
            OutputLine.refusal(errors(), id, refusal.customId(), refusal.error());
        } else if (cancelled || line >= batch.progress().submitted()) {
            neverRan(id, customIds.of(line));
        } else {
            failed++;
            OutputLine.neverRan(errors(), id, customIds.of(line), "job_not_found",
                    "The job of this line is not on record any more.");
        }
    }

    private void write(JobId id, JobRecord job) {
        String customId = job.submitted().customId();
        Ending ending = job.ending();
        if (ending == null) {
            failed++;
            OutputLine.neverRan(errors(), id, customId, "job_not_ended",
                    "The job was taken up again after it had failed: GET /v1/jobs/" + id + " tells its end.");
        } else if (job.state() == JobState.SUCCEEDED && !job.deleted()) {
            completed++;
            usage = ending.usage() == null ? usage : usage.plus(ending.usage());
            OutputLine.answer(output(), id, customId, ending, parts.answers());
        } else if (isCancelledWithBatch(job) || isExpiredWithBatch(job)) {
            neverRan(id, customId);
        } else {
            failed++;
            OutputLine.failure(errors(), id, customId, JobErrors.answer(job));
        }
    }

    private boolean isCancelledWithBatch(JobRecord job) {
        return job.state() == JobState.CANCELLED && cancelled;
    }

    private boolean isExpiredWithBatch(JobRecord job) {
        Instant deadline = job.submitted().deadline();
        return job.state() == JobState.EXPIRED && (deadline == null || !deadline.isBefore(batch.order().windowEnd()));
    }

    private void neverRan(JobId id, @Nullable String customId) {
        neverRan++;
        if (cancelled) {
            OutputLine.neverRan(errors(), id, customId, "batch_cancelled",
                    "The batch was cancelled before this line ran.");
        } else {
            OutputLine.neverRan(errors(), id, customId, "batch_expired",
                    "The line could not run before the end of the completion window.");
        }
    }

    private FileWriter output() {
        FileWriter open = output == null ? begin("output") : output;
        output = open;
        return open;
    }

    private FileWriter errors() {
        FileWriter open = errors == null ? begin("error") : errors;
        errors = open;
        return open;
    }

    private FileWriter begin(String kind) {
        return parts.files().write(batch.order().tenant(), FileId.of(since, batch.id() + "/" + kind));
    }

    private @Nullable String finish(@Nullable FileWriter file, String kind) {
        return file == null
                ? null
                : file.finish(FilePurpose.BATCH_OUTPUT, batch.id() + "_" + kind + ".jsonl",
                        file.createdAt().plus(batch.order().outputLife())).id();
    }
}
