package dev.longhaul.api.batch;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.error.ErrorJson;
import dev.longhaul.api.request.Submission;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.batch.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Some lines of a batch on their way to the log. For one thread. */
final class Chunk {

    private final int first;
    private int end;
    private long nextOffset;
    private List<Entry> open = new ArrayList<>();
    private final Map<Integer, Refusal> refused = new TreeMap<>();

    /**
     * @param first
     *            its first line
     */
    Chunk(int first) {
        this.first = first;
        this.end = first;
    }

    /** The number of the line that comes next. */
    int end() {
        return end;
    }

    int first() {
        return first;
    }

    /** Where that line begins in the file. */
    long nextOffset() {
        return nextOffset;
    }

    /** Notes that a line has been read. */
    void took(long offset) {
        end++;
        nextOffset = offset;
    }

    void add(int line, JobId id, Submission submission) {
        open.add(new Entry(line, id, submission));
    }

    void refuse(int line, String customId, ApiException error) {
        refused.put(line, new Refusal(customId, ErrorJson.text(error)));
    }

    /** Those that are still to be submitted. */
    List<Entry> open() {
        return open;
    }

    void keepOpen(List<Entry> rest) {
        open = rest;
    }

    Map<Integer, Refusal> refused() {
        return refused;
    }

    /** A line that is to become a job. */
    record Entry(int line, JobId id, Submission submission) {}
}
