package dev.longhaul.store.answer;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.Expiry;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** Which jobs have answers that others may take, for whoever has forgotten it. Thread-safe. */
public final class AnswerStore {

    /** How long an answer may be taken after its job has ended. */
    public static final Duration FRESH = Duration.ofHours(1);

    private static final String COLLECTION = "answers";
    private static final String ID = "_id";
    private static final String JOB = "job";
    private static final String ENDED_AT = "endedAt";
    private static final String BYTES = "bytes";
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private final MongoCollection<Document> answers;
    private final Clock clock;

    public AnswerStore(MongoDatabase database, Clock clock) {
        this.answers = database.getCollection(COLLECTION);
        this.clock = clock;
    }

    /** Creates the index by which MongoDB deletes what is too old. */
    public void createIndexes() {
        StoreCall.of(() -> answers.createIndexes(List.of(Expiry.index())));
    }

    /** Remembers answers; the latest of a key counts. */
    public void remember(Collection<Answer> found) {
        if (found.isEmpty()) {
            return;
        }
        List<UpdateOneModel<Document>> writes = new ArrayList<>(found.size());
        for (Answer answer : found) {
            Document fields = new Document(JOB, answer.job().toString())
                    .append(ENDED_AT, Date.from(answer.endedAt())).append(BYTES, answer.bytes())
                    .append(Expiry.FIELD, Date.from(answer.endedAt().plus(FRESH)));
            writes.add(new UpdateOneModel<>(new Document(ID, answer.key().id()), new Document("$set", fields),
                    UPSERT));
        }
        StoreCall.of(() -> answers.bulkWrite(writes, UNORDERED));
    }

    /** Those of the answers that are known and fresh. */
    public List<Answer> find(Collection<AnswerKey> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        Map<String, AnswerKey> byId = new HashMap<>();
        keys.forEach(key -> byId.put(key.id(), key));
        return StoreCall.of(() -> {
            List<Answer> found = new ArrayList<>();
            answers.find(Filters.and(Filters.in(ID, byId.keySet()),
                    Filters.gt(Expiry.FIELD, Date.from(clock.instant())))).forEach(document -> {
                        AnswerKey key = byId.get(document.getString(ID));
                        if (key != null) {
                            found.add(new Answer(key, JobId.parse(document.getString(JOB)),
                                    document.getDate(ENDED_AT).toInstant(), document.getInteger(BYTES, 0)));
                        }
                    });
            return found;
        });
    }

    /** Forgets the answers that these jobs have given under these keys. */
    public void forget(Collection<AnswerKey> keys, Collection<JobId> jobs) {
        StoreCall.of(() -> answers.deleteMany(Filters.and(Filters.in(ID, keys.stream().map(AnswerKey::id).toList()),
                Filters.in(JOB, jobs.stream().map(JobId::toString).toList()))));
    }

    /**
     * Deletes some of what is too old, for servers that do not act on the index.
     *
     * @return how many; fewer than the limit: all are gone
     */
    public int sweep(int limit) {
        return Expiry.sweep(answers, clock.instant(), limit);
    }

    /**
     * An answer that others may take.
     *
     * @param job
     *            whose answer it is
     * @param endedAt
     *            when it came
     * @param bytes
     *            its size in UTF-8
     */
    public record Answer(AnswerKey key, JobId job, Instant endedAt, int bytes) {}
}
