package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.Expiry;
import dev.longhaul.store.StoreCall;
import dev.longhaul.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bson.Document;

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
    private static final String ID = "_id";
    private static final String TEXT = "text";
    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);

    private final MongoCollection<Document> parts;
    private final Clock clock;

    JobAnswers(MongoDatabase database, Clock clock) {
        this.parts = database.getCollection(COLLECTION);
        this.clock = clock;
    }

    /** Creates the index by which MongoDB deletes what is past its time. */
    void createIndexes() {
        StoreCall.of(() -> parts.createIndexes(List.of(Expiry.index())));
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
        return StoreCall.of(() -> {
            int count = 0;
            for (int from = 0; from < text.length();) {
                int to = end(text, from);
                Document part = new Document(ID, part(key, count)).append(TEXT, text.substring(from, to))
                        .append(Expiry.FIELD, JobDocuments.date(until));
                parts.replaceOne(Filters.eq(ID, part(key, count)), part, UPSERT);
                count++;
                from = to;
            }
            return new StoredAnswer(key, count, TextSize.bytes(text));
        });
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
            String id = part(answer.key(), number);
            Document part = StoreCall.of(() -> parts.find(Filters.eq(ID, id)).first());
            if (part == null) {
                throw new StoreUnavailableException("a part of an answer is gone", new IllegalStateException(id));
            }
            reader.accept(part.getString(TEXT));
        }
    }

    /** Deletes an answer. */
    void drop(StoredAnswer answer) {
        List<String> ids = IntStream.range(0, answer.parts()).mapToObj(number -> part(answer.key(), number)).toList();
        StoreCall.of(() -> parts.deleteMany(Filters.in(ID, ids)));
    }

    private static String part(String key, int number) {
        return key + "/" + number;
    }

    /**
     * Deletes some of what is past its time, for servers that do not act on the index.
     *
     * @return how many parts; fewer than the limit: all are gone
     */
    public int sweep(int limit) {
        return Expiry.sweep(parts, clock.instant(), limit);
    }
}
