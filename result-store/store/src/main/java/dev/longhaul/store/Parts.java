package dev.longhaul.store;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * What is too long for a document of its own, in parts that are found by their ids: whoever writes or reads one has a
 * part of it in hand. The parts are there before anybody names them, and each has a time to go, so that those whose
 * writer broke off go too. Thread-safe.
 */
public final class Parts {

    private static final String ID = "_id";
    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);

    private final MongoCollection<Document> parts;
    private final String field;

    /**
     * @param field
     *            that holds the content of a part
     */
    public Parts(MongoDatabase database, String collection, String field) {
        this.parts = database.getCollection(collection);
        this.field = field;
    }

    /** Creates the index by which MongoDB deletes what is past its time. */
    public void createIndexes() {
        StoreCall.of(() -> parts.createIndexes(List.of(Expiry.index())));
    }

    /** Keeps a part; one that is there already is replaced. */
    public void put(String key, int number, Object content, Instant until) {
        String id = id(key, number);
        Document part = new Document(ID, id).append(field, content).append(Expiry.FIELD, Date.from(until));
        StoreCall.of(() -> parts.replaceOne(Filters.eq(ID, id), part, UPSERT));
    }

    /** Keeps a part; one that is there already is replaced, and goes no earlier than it would have. */
    public void add(String key, int number, Object content, Instant atLeastUntil) {
        Bson update = Updates.combine(Updates.set(field, content),
                Updates.max(Expiry.FIELD, Date.from(atLeastUntil)));
        StoreCall.of(() -> parts.updateOne(Filters.eq(ID, id(key, number)), update, new UpdateOptions().upsert(true)));
    }

    /** How many of the first so many parts are there. */
    public long count(String key, int of) {
        return StoreCall.of(() -> parts.countDocuments(Filters.in(ID, ids(key, 0, of))));
    }

    /** A part's content; empty when the part is not there. */
    public <T> Optional<T> find(String key, int number, Class<T> type) {
        Document part = StoreCall.of(() -> parts.find(Filters.eq(ID, id(key, number))).first());
        return part == null ? Optional.empty() : Optional.of(Objects.requireNonNull(part.get(field, type)));
    }

    /**
     * As the other, of a part that was there.
     *
     * @throws StoreUnavailableException
     *             when the record cannot be asked, or the part is being deleted
     */
    public <T> T get(String key, int number, Class<T> type) {
        return find(key, number, type).orElseThrow(() -> new StoreUnavailableException("a part is gone",
                new IllegalStateException(id(key, number))));
    }

    /**
     * Gives the first so many parts another time to go.
     *
     * @return how many of them are there
     */
    public long keepUntil(String key, int count, Instant until) {
        return StoreCall.of(() -> parts.updateMany(Filters.in(ID, ids(key, 0, count)),
                Updates.set(Expiry.FIELD, Date.from(until))).getMatchedCount());
    }

    /** Deletes parts. */
    public void drop(String key, int from, int to) {
        if (from < to) {
            StoreCall.of(() -> parts.deleteMany(Filters.in(ID, ids(key, from, to))));
        }
    }

    /**
     * Deletes some of what is past its time, for servers that do not act on the index.
     *
     * @return how many parts; fewer than the limit: all are gone
     */
    public int sweep(Instant now, int limit) {
        return Expiry.sweep(parts, now, limit);
    }

    private static List<String> ids(String key, int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> id(key, number)).toList();
    }

    private static String id(String key, int number) {
        return key + "/" + number;
    }
}
