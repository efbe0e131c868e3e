package dev.longhaul.store.job;

import com.mongodb.client.MongoDatabase;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.message.AnswerPart;
import dev.longhaul.contract.message.AnswerParts;
import dev.longhaul.contract.message.LongAnswers;
import dev.longhaul.store.Parts;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Answers that are too long for their job's document, in parts: whoever writes or reads one has a part of it in hand,
 * and a list of jobs has none. The parts are there before the job says so, and are gone with it. Thread-safe.
 */
public final class JobAnswers {

    /** Of an answer in UTF-8: a longer one is kept in parts. */
    public static final int LONGEST_INLINE = LongAnswers.LONGEST_WHOLE;
    static final int PART_CHARS = LongAnswers.PART_CHARS;
    /** How long parts stay that no outcome has claimed: longer than an outcome is behind them. */
    static final Duration UNCLAIMED = Duration.ofDays(1);

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

    /**
     * Keeps an answer. The same report's answer may be kept again.
     *
     * @param report
     *            tells the report from any other of the job
     * @param until
     *            when it goes
     */
    StoredAnswer keep(JobId id, String report, String text, Instant until) {
        String key = key(id, report);
        int count = 0;
        for (int from = 0; from < text.length();) {
            int to = LongAnswers.end(text, from);
            parts.put(key, count, text.substring(from, to), until);
            count++;
            from = to;
        }
        return new StoredAnswer(key, count, LongAnswers.bytes(text));
    }

    /**
     * Keeps a part that came by itself, for a day unless its outcome {@link #claim claims} it. It may come again.
     */
    public void keep(AnswerPart part) {
        String key = key(part.id(), WorkerOutcome.key(part.worker(), part.epoch(), part.endedAt()));
        parts.add(key, part.number(), part.text(), clock.instant().plus(UNCLAIMED));
    }

    /**
     * Sees whether all parts of an answer are here, word for word, and keeps them with their job then.
     *
     * @return false while a part is missing, or they do not add up to the answer
     */
    boolean claim(StoredAnswer answer, AnswerParts whole, Instant until) {
        return parts.count(answer.key(), answer.parts()) == answer.parts() && addsUp(answer, whole)
                && parts.keepUntil(answer.key(), answer.parts(), until) == answer.parts();
    }

    private boolean addsUp(StoredAnswer answer, AnswerParts whole) {
        LongAnswers.Measure measure = new LongAnswers.Measure();
        for (int number = 0; number < answer.parts(); number++) {
            Optional<String> part = parts.find(answer.key(), number, String.class);
            if (part.isEmpty()) {
                return false;
            }
            measure.add(part.get());
        }
        return measure.isAllOf(whole);
    }

    /** Where the parts of an answer are that came by themselves. */
    static StoredAnswer stored(JobId id, String report, AnswerParts whole) {
        return new StoredAnswer(key(id, report), whole.count(), whole.bytes());
    }

    private static String key(JobId id, String report) {
        return id + "/" + report;
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
