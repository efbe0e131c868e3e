package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.message.AnswerPart;
import dev.longhaul.contract.message.AnswerParts;
import dev.longhaul.contract.message.LongAnswers;
import dev.longhaul.store.Expiry;
import dev.longhaul.store.StoreCall;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;

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
        return StoreCall.of(() -> {
            int count = 0;
            for (int from = 0; from < text.length();) {
                int to = LongAnswers.end(text, from);
                write(part(key, count), text.substring(from, to), until);
                count++;
                from = to;
            }
            return new StoredAnswer(key, count, LongAnswers.bytes(text));
        });
    }

    /**
     * Keeps a part that came by itself, for a day unless its outcome {@link #claim claims} it. It may come again.
     */
    public void keep(AnswerPart part) {
        String key = key(part.id(), WorkerOutcome.key(part.worker(), part.epoch(), part.endedAt()));
        // of a part that was claimed before, the time stays: this one only comes again
        Bson update = Updates.combine(Updates.set(TEXT, part.text()),
                Updates.max(Expiry.FIELD, JobDocuments.date(clock.instant().plus(UNCLAIMED))));
        StoreCall.of(() -> parts.updateOne(Filters.eq(ID, part(key, part.number())), update,
                new UpdateOptions().upsert(true)));
    }

    private void write(String id, String text, Instant until) {
        Document part = new Document(ID, id).append(TEXT, text).append(Expiry.FIELD, JobDocuments.date(until));
        parts.replaceOne(Filters.eq(ID, id), part, UPSERT);
    }

    /**
     * Sees whether all parts of an answer are here, word for word, and keeps them with their job then.
     *
     * @return false while a part is missing, or they do not add up to the answer
     */
    boolean claim(StoredAnswer answer, AnswerParts whole, Instant until) {
        Bson all = Filters.in(ID, ids(answer));
        return StoreCall.of(() -> {
            if (parts.countDocuments(all) < answer.parts() || !addsUp(answer, whole)) {
                return false;
            }
            return parts.updateMany(all, Updates.set(Expiry.FIELD, JobDocuments.date(until)))
                    .getMatchedCount() == answer.parts();
        });
    }

    private boolean addsUp(StoredAnswer answer, AnswerParts whole) {
        LongAnswers.Measure measure = new LongAnswers.Measure();
        for (String id : ids(answer)) {
            Document part = parts.find(Filters.eq(ID, id)).first();
            if (part == null) {
                return false;
            }
            measure.add(part.getString(TEXT));
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
        StoreCall.of(() -> parts.deleteMany(Filters.in(ID, ids(answer))));
    }

    private static List<String> ids(StoredAnswer answer) {
        return IntStream.range(0, answer.parts()).mapToObj(number -> part(answer.key(), number)).toList();
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
