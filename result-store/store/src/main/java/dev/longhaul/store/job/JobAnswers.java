package dev.longhaul.store.job;

import com.mongodb.client.MongoDatabase;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.Parts;
import dev.longhaul.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Answers that are too long for their job's document, in parts: whoever writes or reads one has a part of it in hand,
 * and a list of jobs has none. The parts are there before the job says so, and are gone with it. Thread-safe.
 */
public final class JobAnswers {

    /** Of an answer in UTF-8: a longer one is kept in parts. */
    public static final int LONGEST_INLINE = 1_024 * 1_024;
    /** Of a part, at most. In UTF-8 that is 768 KiB at most. */
    static final int PART_CHARS = 256 * 1_024;

    private static final String COLLECTION = "answer_parts";
    private static final String TEXT = "text";

    private final Parts parts;
    private final Clock clock;

    JobAnswers(MongoDatabase database, Clock clock) {
        this.parts = new Parts(database, COLLECTION, TEXT);
        this.clock = clock;
    }

    /** Creates the index by which MongoDB deletes what is past its time. */
    void createIndexes() {
        parts.createIndexes();
    }

    /** Whether an answer is kept in parts. */
    static boolean isLong(String text) {
        return text.length() > LONGEST_INLINE
                || (text.length() > LONGEST_INLINE / 3 && TextSize.bytes(text) > LONGEST_INLINE);
    }

    /**
     * Keeps an answer. The same report's answer may be kept again.
     *
     * @param report
     *            tells the report from any other of the job
     * @param until
     *            when it goes
     */
    StoredAnswer keep(JobId id, String report, String text, Instant until) {
        String key = id + "/" + report;
        int count = 0;
        for (int from = 0; from < text.length();) {
            int to = end(text, from);
            parts.put(key, count, text.substring(from, to), until);
            count++;
            from = to;
        }
        return new StoredAnswer(key, count, TextSize.bytes(text));
    }

    /** A character beyond the first 65,536 is two chars, which stay together. */
    private static int end(String text, int from) {
        int to = Math.min(text.length(), from + PART_CHARS);
        return to < text.length() && Character.isHighSurrogate(text.charAt(to - 1)) ? to - 1 : to;
    }

    /**
     * Hands an answer to the reader, part by part.
     *
     * @throws StoreUnavailableException
     *             when the record cannot be asked, or the answer is being deleted
     */
    public void read(StoredAnswer answer, Consumer<String> reader) {
        for (int number = 0; number < answer.parts(); number++) {
            reader.accept(parts.get(answer.key(), number, String.class));
        }
    }

    /** Deletes an answer. */
    void drop(StoredAnswer answer) {
        parts.drop(answer.key(), 0, answer.parts());
    }

    /**
     * Deletes some of what is past its time, for servers that do not act on the index.
     *
     * @return how many parts; fewer than the limit: all are gone
     */
    public int sweep(int limit) {
        return parts.sweep(clock.instant(), limit);
    }
}
