package dev.longhaul.store.deadletter;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import dev.longhaul.store.Expiry;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** Messages that nobody could read, with their bytes. Thread-safe. */
public final class UnreadableStore {

    /** A document holds no more; the rest of a longer message is in the log, as long as that keeps it. */
    static final int MOST_BYTES = 15 * 1_024 * 1_024;

    private static final String COLLECTION = "unreadable_messages";
    private static final String ID = "_id";
    private static final String CAUSE = "cause";
    private static final String AT = "at";
    private static final String MESSAGE = "message";
    private static final String BODY = "body";
    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);
    private static final Bson WITHOUT_BODY = Projections.exclude(BODY);

    private final MongoCollection<Document> messages;
    private final Clock clock;
    private final Duration keep;

    /**
     * @param keep
     *            how long they stay
     */
    public UnreadableStore(MongoDatabase database, Clock clock, Duration keep) {
        this.messages = database.getCollection(COLLECTION);
        this.clock = clock;
        this.keep = keep;
    }

    /** Creates the indexes by which they are grouped and deleted. */
    public void createIndexes() {
        StoreCall.of(() -> messages.createIndexes(List.of(new IndexModel(Indexes.ascending(CAUSE, AT)),
                Expiry.index())));
    }

    /**
     * Keeps messages; one that comes again takes its own place.
     *
     * @param fresh
     *            their causes are found here
     */
    public void add(List<Fresh> fresh) {
        List<ReplaceOneModel<Document>> writes = fresh.stream().map(each -> new ReplaceOneModel<>(
                Filters.eq(ID, each.id), document(each), UPSERT)).toList();
        if (!writes.isEmpty()) {
            StoreCall.of(() -> messages.bulkWrite(writes));
        }
    }

    private Document document(Fresh fresh) {
        byte[] body = fresh.body.length <= MOST_BYTES ? fresh.body : Arrays.copyOf(fresh.body, MOST_BYTES);
        return new Document(ID, fresh.id)
                .append(CAUSE, UnreadableMessage.cause(fresh.source, fresh.reason, fresh.message).fingerprint())
                .append(AT, Date.from(fresh.at)).append("source", fresh.source).append("reason", fresh.reason)
                .append(MESSAGE, fresh.message).append("bytes", fresh.body.length).append(BODY, new Binary(body))
                .append(Expiry.FIELD, Date.from(fresh.at.plus(keep)));
    }

    /** The largest groups, the largest first; none when the filter asks for something that only jobs have. */
    public List<Group> groups(LetterFilter filter, int limit) {
        if (!filter.fitsMessages()) {
            return List.of();
        }
        return StoreCall.of(() -> {
            List<Group> groups = new ArrayList<>();
            messages.aggregate(List.of(Aggregates.match(which(filter, null)),
                    Aggregates.group("$" + CAUSE, Accumulators.sum("count", 1L), Accumulators.min("first", "$" + AT),
                            Accumulators.max("latest", "$" + ID)),
                    Aggregates.sort(Sorts.descending("count")), Aggregates.limit(limit)))
                    .forEach(group -> find(group.getString("latest")).ifPresent(sample -> groups
                            .add(new Group(group.get("count", Number.class).longValue(),
                                    group.getDate("first").toInstant(),
                                    sample))));
            return groups;
        });
    }

    /**
     * Some of them, the latest first; none when the filter asks for something that only jobs have.
     *
     * @param after
     *            the id of the last of the page before; null for the first page
     */
    public List<UnreadableMessage> list(LetterFilter filter, @Nullable String after, int limit) {
        if (!filter.fitsMessages()) {
            return List.of();
        }
        return StoreCall.of(() -> messages.find(which(filter, after)).sort(Sorts.descending(ID)).limit(limit)
                .projection(WITHOUT_BODY).map(UnreadableStore::read).into(new ArrayList<>()));
    }

    /**
     * How many there are, without looking at more than so many.
     *
     * @param most
     *            at least 1
     */
    public long count(int most) {
        return StoreCall.of(() -> messages.countDocuments(Filters.gt(CAUSE, ""), new CountOptions().limit(most)));
    }

    public Optional<UnreadableMessage> find(String id) {
        return StoreCall.of(() -> Optional
                .ofNullable(messages.find(Filters.eq(ID, id)).projection(WITHOUT_BODY).first())
                .map(UnreadableStore::read));
    }

    /** The message itself, or as much of it as could be kept. */
    public Optional<byte[]> body(String id) {
        return StoreCall.of(() -> Optional.ofNullable(messages.find(Filters.eq(ID, id)).first())
                .map(document -> document.get(BODY, Binary.class).getData()));
    }

    /** Deletes all of them, and none when the filter asks for something that only jobs have; returns how many. */
    public long discard(LetterFilter filter) {
        return filter.fitsMessages()
                ? StoreCall.of(() -> messages.deleteMany(which(filter, null)).getDeletedCount())
                : 0;
    }

    /** Deletes some that are past their time; fewer than the limit: all are gone. */
    public int sweep(int limit) {
        return Expiry.sweep(messages, clock.instant(), limit);
    }

    private static Bson which(LetterFilter filter, @Nullable String after) {
        List<Bson> all = new ArrayList<>(List.of(
                filter.cause() == null ? Filters.gt(CAUSE, "") : Filters.eq(CAUSE, filter.cause())));
        if (filter.from() != null) {
            all.add(Filters.gte(AT, Date.from(filter.from())));
        }
        if (filter.before() != null) {
            all.add(Filters.lt(AT, Date.from(filter.before())));
        }
        if (filter.text() != null) {
            all.add(Filters.regex(MESSAGE, Pattern.compile(Pattern.quote(filter.text()), Pattern.CASE_INSENSITIVE)));
        }
        if (after != null) {
            all.add(Filters.lt(ID, after));
        }
        return Filters.and(all);
    }

    private static UnreadableMessage read(Document document) {
        return new UnreadableMessage(document.getString(ID), document.getString(CAUSE),
                document.getDate(AT).toInstant(), document.getString("source"), document.getString("reason"),
                document.getString(MESSAGE), document.getInteger("bytes", 0));
    }

    /** One to be kept, as in {@link UnreadableMessage}. */
    public static final class Fresh {

        private final String id;
        private final Instant at;
        private final String source;
        private final String reason;
        private final String message;
        private final byte[] body;

        public Fresh(String id, Instant at, String source, String reason, String message, byte[] body) {
            this.id = id;
            this.at = at;
            this.source = source;
            this.reason = reason;
            this.message = message;
            this.body = body;
        }
    }

    /**
     * Those of one cause.
     *
     * @param first
     *            when the first of them was put aside
     * @param latest
     *            the last of them
     */
    public record Group(long count, Instant first, UnreadableMessage latest) {}
}
