package dev.longhaul.store.file;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.longhaul.store.Expiry;
import dev.longhaul.store.Parts;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Files, each a document and its content in parts beside it. The document comes after the last part and goes before the
 * first, so that a file that is found is whole. Thread-safe.
 */
public final class FileStore {

    /** Bytes of each part but the last. */
    static final int PART = 1_024 * 1_024;
    /** How much longer than the file its parts stay: who has begun to read may read to the end. */
    private static final Duration READING = Duration.ofHours(1);

    private static final String ID = "_id";
    private static final String TENANT = "tenant";
    private static final String PURPOSE = "purpose";
    private static final String NAME = "name";
    private static final String BYTES = "bytes";
    private static final String CREATED_AT = "createdAt";
    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);

    private final MongoCollection<Document> files;
    private final Parts parts;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param random
     *            for ids that nobody guesses; thread-safe
     */
    public FileStore(MongoDatabase database, Clock clock, RandomGenerator random) {
        this.files = database.getCollection("files");
        this.parts = new Parts(database, "file_parts", BYTES);
        this.clock = clock;
        this.random = random;
    }

    /** Creates the index of lists, and those by which MongoDB deletes what is past its time. */
    public void createIndexes() {
        parts.createIndexes();
        StoreCall.of(() -> files.createIndexes(List.of(new IndexModel(
                Indexes.compoundIndex(Indexes.ascending(TENANT), Indexes.descending(ID))), Expiry.index())));
    }

    /** Begins a new file. */
    public FileWriter write(String tenant) {
        Instant now = clock.instant();
        return new FileWriter(this, FileId.fresh(now, random), tenant, now);
    }

    /**
     * Begins a file that may have been begun before: what was written then is written over.
     *
     * @param id
     *            of {@link FileId#of}
     */
    public FileWriter write(String tenant, String id) {
        return new FileWriter(this, id, tenant, clock.instant());
    }

    void keep(String id, int number, byte[] part) {
        parts.put(id, number, new Binary(part), clock.instant().plus(FileWriter.UNFINISHED));
    }

    void finish(StoredFile file) {
        parts.keepUntil(file.id(), file.parts(), file.expiresAt().plus(READING));
        Document document = new Document(ID, file.id()).append(TENANT, file.tenant())
                .append(PURPOSE, file.purpose().wire()).append(NAME, file.name()).append(BYTES, file.bytes())
                .append(CREATED_AT, Date.from(file.createdAt())).append(Expiry.FIELD, Date.from(file.expiresAt()));
        StoreCall.of(() -> files.replaceOne(Filters.eq(ID, file.id()), document, UPSERT));
    }

    void drop(String id, int count) {
        parts.drop(id, 0, count);
    }

    byte[] part(String id, int number) {
        return parts.get(id, number, Binary.class).getData();
    }

    /** A tenant's file; empty when it has none of this id, perhaps no more. */
    public Optional<StoredFile> find(String tenant, String id) {
        return StoreCall.of(() -> Optional.ofNullable(files.find(Filters.eq(ID, id)).first()))
                .map(FileStore::read).filter(file -> file.tenant().equals(tenant)
                        && file.expiresAt().isAfter(clock.instant()));
    }

    /**
     * A tenant's files in order of creation.
     *
     * @param purpose
     *            null for all
     * @param after
     *            the id of the last of the page before; null for the first page
     */
    public List<StoredFile> list(String tenant, @Nullable FilePurpose purpose, @Nullable String after,
            boolean newestFirst, int limit) {
        List<Bson> all = new ArrayList<>(
                List.of(Filters.eq(TENANT, tenant), Filters.gt(Expiry.FIELD, Date.from(clock.instant()))));
        if (purpose != null) {
            all.add(Filters.eq(PURPOSE, purpose.wire()));
        }
        if (after != null) {
            all.add(newestFirst ? Filters.lt(ID, after) : Filters.gt(ID, after));
        }
        Bson order = newestFirst ? Sorts.descending(ID) : Sorts.ascending(ID);
        return StoreCall.of(() -> files.find(Filters.and(all)).sort(order).limit(limit).batchSize(limit)
                .map(FileStore::read).into(new ArrayList<>()));
    }

    /** A file's content from a byte on. */
    public FileReader read(StoredFile file, long offset) {
        return new FileReader(this, file, offset);
    }

    /**
     * Keeps a file at least until then.
     *
     * @return false when it is gone
     */
    public boolean keepUntil(StoredFile file, Instant until) {
        if (!file.expiresAt().isBefore(until)) {
            return find(file.tenant(), file.id()).isPresent();
        }
        parts.keepUntil(file.id(), file.parts(), until.plus(READING));
        return StoreCall.of(() -> files.updateOne(Filters.eq(ID, file.id()),
                Updates.max(Expiry.FIELD, Date.from(until)))).getMatchedCount() == 1;
    }

    /** Deletes a file. */
    public void delete(StoredFile file) {
        StoreCall.of(() -> files.deleteOne(Filters.eq(ID, file.id())));
        parts.drop(file.id(), 0, file.parts());
    }

    /**
     * Deletes some files, or else parts, that are past their time; fewer than the limit: all are gone.
     */
    public int sweep(int limit) {
        int swept = Expiry.sweep(files, clock.instant(), limit);
        return swept == limit ? swept : parts.sweep(clock.instant(), limit);
    }

    private static StoredFile read(Document document) {
        return new StoredFile(document.getString(ID), document.getString(TENANT),
                FilePurpose.fromWire(document.getString(PURPOSE)).orElseThrow(), document.getString(NAME),
                document.getLong(BYTES), date(document, CREATED_AT), date(document, Expiry.FIELD));
    }

    private static Instant date(Document document, String field) {
        return Objects.requireNonNull(document.getDate(field), field).toInstant();
    }
}
