package dev.longhaul.store.batch;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.longhaul.contract.job.BatchId;
import dev.longhaul.store.Expiry;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The batches. One instance at a time works on a batch, for as long as its lease lasts; whoever has lost it changes
 * nothing any more. Thread-safe.
 */
public final class BatchStore {

    private static final Date NO_LEASE = Date.from(Instant.EPOCH);
    private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions()
            .returnDocument(ReturnDocument.AFTER);
    private static final List<String> STOPPABLE = List.of(BatchStatus.VALIDATING.wire(),
            BatchStatus.IN_PROGRESS.wire());

    private final MongoCollection<Document> batches;
    private final Clock clock;
    private final Duration keep;

    /**
     * @param keep
     *            how long a batch stays after its end, unless its files stay longer
     */
    public BatchStore(MongoDatabase database, Clock clock, Duration keep) {
        this.batches = database.getCollection("batches");
        this.clock = clock;
        this.keep = keep;
    }

    /** Creates the indexes of lists, of work and of ends that are to be told, and the one by which MongoDB deletes. */
    public void createIndexes() {
        IndexOptions sparse = new IndexOptions().sparse(true);
        StoreCall.of(() -> batches.createIndexes(List.of(
                new IndexModel(Indexes.compoundIndex(Indexes.ascending(BatchDocuments.TENANT),
                        Indexes.descending(BatchDocuments.ID))),
                new IndexModel(Indexes.ascending(BatchDocuments.LEASE_UNTIL), sparse),
                new IndexModel(Indexes.ascending(BatchDocuments.TELL), sparse), Expiry.index())));
    }

    /** Deletes some of what is past its time; fewer than the limit: all is gone. */
    public int sweep(int limit) {
        return Expiry.sweep(batches, clock.instant(), limit);
    }

    public Batch create(BatchId id, BatchOrder order) {
        Document document = BatchDocuments.of(id, order).append(BatchDocuments.LEASE_UNTIL, NO_LEASE);
        StoreCall.of(() -> batches.insertOne(document));
        return BatchDocuments.toBatch(document);
    }

    /** A batch; empty when it is gone. */
    public Optional<Batch> find(BatchId id) {
        return StoreCall.of(() -> Optional.ofNullable(batches.find(is(id)).first())).map(BatchDocuments::toBatch);
    }

    /**
     * A tenant's batches, the latest first.
     *
     * @param after
     *            the last of the page before; null for the first page
     */
    public List<Batch> list(String tenant, @Nullable BatchId after, int limit) {
        Bson own = Filters.eq(BatchDocuments.TENANT, tenant);
        Bson page = after == null ? own : Filters.and(own, Filters.lt(BatchDocuments.ID, after.toString()));
        return StoreCall.of(() -> batches.find(page).sort(Sorts.descending(BatchDocuments.ID)).limit(limit)
                .map(BatchDocuments::toBatch).into(new ArrayList<>()));
    }

    /** Whether a batch that has not ended reads this file. */
    public boolean reads(String tenant, String file) {
        return StoreCall.of(() -> batches.find(Filters.and(Filters.eq(BatchDocuments.TENANT, tenant),
                Filters.eq(BatchDocuments.INPUT_FILE, file), Filters.exists(BatchDocuments.LEASE_UNTIL)))
                .first()) != null;
    }

    /** Takes a batch that is not ended and that nobody works on; empty when there is none. */
    public Optional<Batch> take(String runner, Duration lease) {
        Instant now = clock.instant();
        return StoreCall.of(() -> Optional.ofNullable(batches.findOneAndUpdate(
                Filters.lt(BatchDocuments.LEASE_UNTIL, Date.from(now)),
                Updates.combine(Updates.set(BatchDocuments.RUNNER, runner),
                        Updates.set(BatchDocuments.LEASE_UNTIL, Date.from(now.plus(lease)))),
                AFTER))).map(BatchDocuments::toBatch);
    }

    /**
     * Saves how far a batch has come, and lengthens the lease.
     *
     * @return the batch as it is now; empty when it is not this runner's any more
     */
    public Optional<Batch> save(BatchId id, String runner, BatchProgress progress, Duration lease) {
        return change(held(id, runner), Updates.combine(BatchDocuments.progress(progress), until(lease)));
    }

    /**
     * As {@link #save}, and brings the batch to another status.
     *
     * @return empty also when it is not in the status any more that it had
     */
    public Optional<Batch> move(Batch batch, String runner, BatchStatus target, BatchProgress progress,
            Duration lease) {
        return change(Filters.and(held(batch.id(), runner), in(batch, target)),
                Updates.combine(BatchDocuments.reached(target, clock.instant()), BatchDocuments.progress(progress),
                        until(lease)));
    }

    /**
     * Ends a batch. The same update notes that the end is to be told, so that neither is there without the other.
     *
     * @return as {@link #move}
     */
    public Optional<Batch> end(Batch batch, String runner, BatchStatus target, BatchEnd end) {
        Instant now = clock.instant();
        Duration life = batch.order().outputLife();
        Date expireAt = Date.from(now.plus(life.compareTo(keep) > 0 ? life : keep));
        return change(Filters.and(held(batch.id(), runner), in(batch, target)),
                Updates.combine(BatchDocuments.reached(target, now), BatchDocuments.end(end),
                        Updates.set(BatchDocuments.TELL, true), Updates.set(Expiry.FIELD, expireAt),
                        Updates.unset(BatchDocuments.LEASE_UNTIL), Updates.unset(BatchDocuments.RUNNER)));
    }

    /** Lets another go on with a batch at once. */
    public void release(BatchId id, String runner) {
        change(held(id, runner), Updates.set(BatchDocuments.LEASE_UNTIL, NO_LEASE));
    }

    /**
     * Has a batch stopped, if it is being checked or its lines run.
     *
     * @return the batch as it is now; empty when it has another status
     */
    public Optional<Batch> cancel(BatchId id) {
        return change(Filters.and(is(id), Filters.in(BatchDocuments.STATUS, STOPPABLE)),
                BatchDocuments.reached(BatchStatus.CANCELLING, clock.instant()));
    }

    /** Some of the batches whose end nobody has told yet. */
    public List<Batch> untold(int limit) {
        return StoreCall.of(() -> batches.find(Filters.eq(BatchDocuments.TELL, true)).limit(limit)
                .map(BatchDocuments::toBatch).into(new ArrayList<>()));
    }

    /** Notes that these ends are told. */
    public void told(List<Batch> ended) {
        List<String> ids = ended.stream().map(batch -> batch.id().toString()).toList();
        StoreCall.of(() -> batches.updateMany(Filters.in(BatchDocuments.ID, ids),
                Updates.unset(BatchDocuments.TELL)));
    }

    private Optional<Batch> change(Bson which, Bson update) {
        return StoreCall.of(() -> Optional.ofNullable(batches.findOneAndUpdate(which, update, AFTER)))
                .map(BatchDocuments::toBatch);
    }

    private Bson until(Duration lease) {
        return Updates.set(BatchDocuments.LEASE_UNTIL, Date.from(clock.instant().plus(lease)));
    }

    private static Bson in(Batch batch, BatchStatus target) {
        if (!batch.status().canBecome(target)) {
            throw new IllegalArgumentException("a batch goes from no " + batch.status() + " to " + target);
        }
        return Filters.eq(BatchDocuments.STATUS, batch.status().wire());
    }

    private static Bson held(BatchId id, String runner) {
        return Filters.and(is(id), Filters.eq(BatchDocuments.RUNNER, runner));
    }

    private static Bson is(BatchId id) {
        return Filters.eq(BatchDocuments.ID, id.toString());
    }
}
