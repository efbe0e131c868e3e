package dev.longhaul.api.batch;

import dev.longhaul.api.order.JobOrders;
import dev.longhaul.api.request.SubmissionReader;
import dev.longhaul.api.submit.BulkSubmitter;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.store.batch.BatchRefusals;
import dev.longhaul.store.batch.BatchStore;
import dev.longhaul.store.file.FileStore;
import dev.longhaul.store.file.StoredFile;
import dev.longhaul.store.job.JobAnswers;
import dev.longhaul.store.job.JobQueries;
import java.time.Clock;

/**
 * What the work on a batch needs.
 *
 * @param answers
 *            the long ones
 * @param lineLimit
 *            of a line, in bytes
 */
public record BatchParts(BatchStore batches, BatchRefusals refusals, FileStore files, JobQueries jobs,
        JobAnswers answers, JobOrders orders, JobIds ids, SubmissionReader submissions, BulkSubmitter submitter,
        int lineLimit, Clock clock) {

    LineReader lines(StoredFile file, long offset) {
        return new LineReader(files.read(file, offset), offset, lineLimit);
    }
}
