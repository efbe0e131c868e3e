package dev.longhaul.store.replay;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
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
 * The replays and their selections. A selection is written whole before its replay is there, a thousand jobs to a
 * document, and never changes. One instance at a time works on a replay, for as long as its lease lasts. Thread-safe.
 */
public final class ReplayStore {

    /** Jobs of a selection that stand in one document. */
    public static final int PAGE = 1_000;

    private static final String REPLAYS = "replays";
    private static final String PAGES = "replay_pages";
    private static final int PAGES_AT_A_TIME = 100;
    private static final Date NO_LEASE = Date.from(Instant.EPOCH);
    private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions()
            .returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<Document> replays;
    private final MongoCollection<Document> pages;
    private final Clock clock;
    private final Duration keep;

    /**
     * @param keep
     *            how long a replay stays after its creation
     */
    public ReplayStore(MongoDatabase database, Clock clock, Duration keep) {
        this.replays = database.getCollection(REPLAYS);
        this.pages = database.getCollection(PAGES);
        this.clock = clock;
        this.keep = keep;
    }

    /** Creates the indexes that let MongoDB delete old replays, and the one by which work is found. */
    public void createIndexes() {
        IndexModel expiry = Expiry.index();
        StoreCall.of(() -> replays.createIndexes(List.of(expiry, new IndexModel(Indexes
                .compoundIndex(Indexes.ascending(ReplayDocuments.STATE, ReplayDocuments.LEASE_UNTIL))))));
        StoreCall.of(() -> pages.createIndexes(List.of(expiry)));
    }

    /**
     * Deletes some replays, or else pages of selections, that are past their time; fewer than the limit: all are gone.
     */
    public int sweep(int limit) {
        int swept = Expiry.sweep(replays, clock.instant(), limit);
        return swept == limit ? swept : Expiry.sweep(pages, clock.instant(), limit);
    }

    /** Stores a selection and then its replay, which runs from now on. */
    public Replay create(String id, ReplayPlan plan, List<ReplayItem> items, String by, String reason) {
        Instant now = clock.instant();
        Date expireAt = Date.from(now.plus(keep));
        Replay replay = new Replay(id, ReplayState.RUNNING, null, plan, ReplayProgress.NONE, null, by, reason, now,
                now);
        return StoreCall.of(() -> {
            List<Document> written = new ArrayList<>();
            for (int from = 0; from < items.size(); from += PAGE) {
                written.add(ReplayDocuments.page(id, from / PAGE,
                        items.subList(from, Math.min(items.size(), from + PAGE)))
                        .append(Expiry.FIELD, expireAt));
                if (written.size() == PAGES_AT_A_TIME) {
                    pages.insertMany(written);
                    written.clear();
                }
            }
            if (!written.isEmpty()) {
                pages.insertMany(written);
            }
            replays.insertOne(ReplayDocuments.of(replay).append(ReplayDocuments.LEASE_UNTIL, NO_LEASE)
                    .append(Expiry.FIELD, expireAt));
            return replay;
        });
    }

    public Optional<Replay> find(String id) {
        return StoreCall.of(
                () -> Optional.ofNullable(replays.find(is(id)).first()).map(ReplayDocuments::toReplay));
    }

    /** The latest, the latest first. */
    public List<Replay> list(int limit) {
        return StoreCall.of(() -> replays.find().sort(Sorts.descending(ReplayDocuments.ID)).limit(limit)
                .map(ReplayDocuments::toReplay).into(new ArrayList<>()));
    }

    /** The jobs of a selection from a place on, to the end of their page; none behind the last. */
    public List<ReplayItem> items(String id, int from) {
        return StoreCall.of(() -> {
            Document page = pages.find(is(ReplayDocuments.pageId(id, from / PAGE))).first();
            List<ReplayItem> items = page == null ? List.of() : ReplayDocuments.toItems(page);
            return items.subList(Math.min(items.size(), from % PAGE), items.size());
        });
    }

    /** What came of an administrator's wish. */
    public sealed interface Moved {

        record Done(Replay before, Replay now) implements Moved {}

        /** It has another state, from which there is no way. */
        record Refused(ReplayState state) implements Moved {}

        record Unknown() implements Moved {}
    }

    /** Pauses, resumes or cancels. What has failed before a resume counts no more against the limit. */
    public Moved move(String id, ReplayState target) {
        return StoreCall.of(() -> {
            while (true) {
                Document found = replays.find(is(id)).first();
                if (found == null) {
                    return new Moved.Unknown();
                }
                Replay before = ReplayDocuments.toReplay(found);
                if (!before.state().canBecome(target)) {
                    return new Moved.Refused(before.state());
                }
                List<Bson> changes = changed(target);
                changes.add(Updates.set(ReplayDocuments.LEASE_UNTIL, NO_LEASE));
                if (target == ReplayState.RUNNING) {
                    changes.add(Updates.set(ReplayDocuments.FORGIVEN, before.progress().failed()));
                    changes.add(Updates.unset(ReplayDocuments.STOPPED_BECAUSE));
                }
                Document after = replays.findOneAndUpdate(
                        Filters.and(is(id), Filters.eq(ReplayDocuments.STATE, before.state().wire())),
                        Updates.combine(changes), AFTER);
                if (after != null) {
                    return new Moved.Done(before, ReplayDocuments.toReplay(after));
                }
            }
        });
    }

    /** Takes a running replay that nobody works on; empty when there is none. */
    public Optional<Replay> take(String runner, Duration lease) {
        Instant now = clock.instant();
        return StoreCall.of(() -> Optional.ofNullable(replays.findOneAndUpdate(
                Filters.and(Filters.eq(ReplayDocuments.STATE, ReplayState.RUNNING.wire()),
                        Filters.lt(ReplayDocuments.LEASE_UNTIL, Date.from(now))),
                Updates.combine(Updates.set(ReplayDocuments.RUNNER, runner),
                        Updates.set(ReplayDocuments.LEASE_UNTIL, Date.from(now.plus(lease)))),
                AFTER)).map(ReplayDocuments::toReplay));
    }

    /**
     * Saves how far a replay has come, and lengthens the lease.
     *
     * @return false when it does not run any more, or not by this runner
     */
    public boolean save(String id, String runner, ReplayProgress progress, Duration lease) {
        List<Bson> changes = ReplayDocuments.updates(progress);
        changes.add(Updates.set(ReplayDocuments.LEASE_UNTIL, Date.from(clock.instant().plus(lease))));
        return change(id, runner, changes);
    }

    /**
     * Ends a replay, or stops it.
     *
     * @param why
     *            for stopped; null for completed
     * @return as {@link #save}
     */
    public boolean end(String id, String runner, ReplayProgress progress, @Nullable String why) {
        List<Bson> changes = changed(why == null ? ReplayState.COMPLETED : ReplayState.STOPPED);
        changes.addAll(ReplayDocuments.updates(progress));
        changes.add(Updates.set(ReplayDocuments.STOPPED_BECAUSE, why));
        changes.add(Updates.set(ReplayDocuments.LEASE_UNTIL, NO_LEASE));
        return change(id, runner, changes);
    }

    private boolean change(String id, String runner, List<Bson> changes) {
        return StoreCall.of(() -> replays.updateOne(Filters.and(is(id),
                Filters.eq(ReplayDocuments.STATE, ReplayState.RUNNING.wire()),
                Filters.eq(ReplayDocuments.RUNNER, runner)), Updates.combine(changes)).getMatchedCount() == 1);
    }

    private List<Bson> changed(ReplayState state) {
        return new ArrayList<>(List.of(Updates.set(ReplayDocuments.STATE, state.wire()),
                Updates.set(ReplayDocuments.CHANGED_AT, Date.from(clock.instant()))));
    }

    private static Bson is(String id) {
        return Filters.eq(ReplayDocuments.ID, id);
    }
}
