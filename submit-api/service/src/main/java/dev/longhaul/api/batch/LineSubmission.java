package dev.longhaul.api.batch;

import dev.longhaul.api.batch.Chunk.Entry;
import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.LongWork;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.request.BatchLine;
import dev.longhaul.api.request.BatchLine.WrongLine;
import dev.longhaul.api.submit.BulkResult;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.batch.Batch;
import dev.longhaul.store.batch.BatchProgress;
import dev.longhaul.store.batch.BatchRefusals;
import dev.longhaul.store.file.StoredFile;
import dev.longhaul.store.job.JobQueries.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes jobs of the lines of a batch, some at a time: the next come when the log has all of these. A chunk whose end
 * was not noted is submitted again by whoever goes on, and as a job's id follows from its line, the record takes it
 * once. For one thread.
 */
final class LineSubmission {

    private static final int HTTP_SERVER_ERROR = 500;
    private static final int CHUNK_BYTES = 2 << 20;
    /** Beyond the end of the window, because refusals are read until the batch has ended. */
    private static final Duration KEEP_REFUSALS = Duration.ofDays(30);

    private final BatchParts parts;
    private final Batch batch;
    private final LineReader lines;
    private final Caller caller;
    /** Whether what comes next may have been sent by another instance, or by this one. */
    private boolean again = true;
    private @Nullable Chunk chunk;

    LineSubmission(BatchParts parts, Batch batch, StoredFile file, BatchProgress progress) {
        this.parts = parts;
        this.batch = batch;
        this.lines = parts.lines(file, progress.offset());
        this.caller = new Caller(batch.order().tenant(), batch.order().keyId());
    }

    /**
     * Submits some more lines.
     *
     * @return how far the batch has come by it; empty when the log does not take all of them now
     */
    Optional<BatchProgress> submit(BatchProgress progress) {
        Chunk next = chunk == null ? read(progress) : chunk;
        chunk = next;
        if (again) {
            leaveOutKnown(next);
        }
        again = true;
        List<Entry> rest = send(next);
        parts.refusals().add(batch.id(), next.first() / BatchRefusals.PAGE, next.refused(),
                batch.order().windowEnd().plus(KEEP_REFUSALS));
        next.keepOpen(rest);
        if (!rest.isEmpty()) {
            return Optional.empty();
        }
        again = false;
        chunk = null;
        return Optional.of(progress.submittedTo(next.end(), next.nextOffset()));
    }

    /** Up to the end of a page of refusals. */
    private Chunk read(BatchProgress progress) {
        Chunk fresh = new Chunk(progress.submitted());
        int pageEnd = (fresh.first() / BatchRefusals.PAGE + 1) * BatchRefusals.PAGE;
        int bytes = 0;
        while (fresh.end() < Math.min(pageEnd, progress.total()) && bytes < CHUNK_BYTES && lines.next()) {
            int number = fresh.end();
            bytes += lines.length();
            read(fresh, number);
            fresh.took(lines.offset());
            LongWork.giveWay();
        }
        if (fresh.end() == fresh.first()) {
            throw new IllegalStateException(batch.id() + " has fewer lines than when it was checked");
        }
        return fresh;
    }

    private void read(Chunk fresh, int number) {
        try {
            BatchLine line = BatchLine.read(lines.bytes(), lines.length());
            try {
                fresh.add(number, parts.ids().line(batch.id(), caller.tenant(), number), line.submission(
                        parts.submissions(), lines.bytes(), caller.tenant(), batch.id().toString(),
                        batch.order().windowEnd()));
            } catch (ApiException e) {
                fresh.refuse(number, line.customId(), e);
            }
        } catch (WrongLine e) {
            throw new IllegalStateException(batch.id() + " has another line than when it was checked", e);
        }
    }

    /** What the record has is not sent again, and what was refused is not sent at all. */
    private void leaveOutKnown(Chunk next) {
        Set<Integer> refused = parts.refusals().of(batch.id(), next.first() / BatchRefusals.PAGE).keySet();
        List<JobId> ids = new ArrayList<>();
        for (int line = next.first(); line < next.end(); line++) {
            ids.add(parts.ids().line(batch.id(), caller.tenant(), line));
        }
        Set<JobId> recorded = new HashSet<>();
        parts.jobs().standings(ids).stream().map(Standing::id).forEach(recorded::add);
        next.keepOpen(next.open().stream()
                .filter(entry -> !recorded.contains(entry.id()) && !refused.contains(entry.line())).toList());
        next.refused().keySet()
                .removeIf(line -> recorded.contains(ids.get(line - next.first())) || refused.contains(line));
    }

    /** Those that are to be tried again. */
    private List<Entry> send(Chunk next) {
        List<Entry> open = next.open();
        if (open.isEmpty()) {
            return List.of();
        }
        List<BulkResult> results = parts.submitter().submit(caller, open.stream().map(Entry::submission).toList(),
                open.stream().map(Entry::id).toList());
        List<Entry> rest = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            if (results.get(i) instanceof BulkResult.Refused refusal) {
                Entry entry = open.get(i);
                if (refusal.error().status() >= HTTP_SERVER_ERROR) {
                    rest.add(entry);
                } else {
                    next.refuse(entry.line(), String.valueOf(entry.submission().customId()), refusal.error());
                }
            }
        }
        return rest;
    }
}
