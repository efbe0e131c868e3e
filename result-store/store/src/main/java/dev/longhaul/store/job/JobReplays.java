package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.LongAnswers;
import dev.longhaul.store.StoreCall;
import dev.longhaul.store.replay.Overrides;
import dev.longhaul.store.replay.ReplayItem;
import dev.longhaul.store.replay.Skip;
import dev.longhaul.store.replay.Standing;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Begins the next generation of failed jobs. One compare-and-set on the job's generation decides who does, so that of
 * two replays one wins, and a replay that is repeated after a crash finds what it has done. Thread-safe.
 */
public final class JobReplays {

    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
    private static final Bson WITHOUT_REQUEST = Projections.exclude(Fields.REQUEST, Fields.METADATA, Fields.RESPONSE,
            Fields.ATTEMPTS);
    private static final Bson WITH_REQUEST = Projections.exclude(Fields.METADATA, Fields.RESPONSE, Fields.ATTEMPTS);

    private final MongoCollection<Document> jobs;
    private final Clock clock;

    JobReplays(MongoCollection<Document> jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /**
     * Queues jobs again that are as their replay has selected them.
     *
     * @return for each of them, in order, what it is now; empty, and nothing is done, while somebody is still to be
     *         told of the end of one of them, which would be forgotten
     */
    public List<Dealt> replay(List<ReplayItem> items, String replay, Overrides overrides) {
        Instant now = clock.instant();
        return StoreCall.of(() -> {
            Map<String, Document> before = read(items, overrides.parameters() == null ? WITHOUT_REQUEST : WITH_REQUEST);
            if (before.values().stream().anyMatch(document -> document.containsKey(Fields.TELL))) {
                return List.of();
            }
            List<UpdateOneModel<Document>> writes = new ArrayList<>();
            for (ReplayItem item : items) {
                Document document = before.get(item.id().toString());
                if (document != null && isAsSelected(item, document)) {
                    writes.add(new UpdateOneModel<>(asSelected(item), next(document, replay, overrides, now)));
                }
            }
            if (!writes.isEmpty()) {
                jobs.bulkWrite(writes, UNORDERED);
            }
            Map<String, Document> after = read(items, WITHOUT_REQUEST);
            return items.stream().map(item -> dealt(item, replay, after.get(item.id().toString()))).toList();
        });
    }

    /** What these jobs are to a replay now, in order. */
    public List<Dealt> standings(List<ReplayItem> items, String replay) {
        return StoreCall.of(() -> {
            Map<String, Document> now = read(items, WITHOUT_REQUEST);
            return items.stream().map(item -> dealt(item, replay, now.get(item.id().toString()))).toList();
        });
    }

    private Map<String, Document> read(List<ReplayItem> items, Bson projection) {
        Map<String, Document> byId = new HashMap<>();
        jobs.find(Filters.in(Fields.ID, items.stream().map(item -> item.id().toString()).toList()))
                .projection(projection).batchSize(Math.max(1, items.size()))
                .forEach(document -> byId.put(document.getString(Fields.ID), document));
        return byId;
    }

    private static boolean isAsSelected(ReplayItem item, Document document) {
        return JobDocuments.state(document) == JobState.FAILED && document.containsKey(Fields.DEAD)
                && document.containsKey(Fields.PARTITION) && JobDocuments.generation(document) == item.generation();
    }

    private static Bson asSelected(ReplayItem item) {
        Bson generation = item.generation() == 1
                ? Filters.exists(Fields.GENERATION, false)
                : Filters.eq(Fields.GENERATION, item.generation());
        return Filters.and(Filters.eq(Fields.ID, item.id().toString()),
                Filters.eq(Fields.STATE, JobState.FAILED.wire()), generation, LetterFilters.DEAD,
                Filters.exists(Fields.REQUEST));
    }

    private static Update next(Document document, String replay, Overrides overrides, Instant now) {
        Lane lane = overrides.lane() == null ? Lane.fromWire(document.getString(Fields.LANE)) : overrides.lane();
        Update update = new Update().set(Fields.STATE, JobState.QUEUED.wire())
                .set(Fields.OPEN, new Shard(lane, document.getInteger(Fields.PARTITION)).toString())
                .set(Fields.GENERATION, JobDocuments.generation(document) + 1)
                .set(Fields.EPOCH_BEFORE, document.getInteger(Fields.EPOCH, 0)).set(Fields.REPLAY, replay)
                .set(Fields.LANE, lane.wire())
                .set(Fields.MODEL, overrides.model(document.getString(Fields.MODEL)))
                .unset(Fields.DEAD, Fields.FAILURE, Fields.ENDED_AT, Fields.EXPIRE_AT, Fields.WORKER,
                        Fields.STARTED_AT, Fields.CANCEL_REQUESTED_AT, Fields.REPLY_TO);
        Instant deadline = JobDocuments.instant(document, Fields.DEADLINE);
        if (deadline != null && deadline.isBefore(now)) {
            // nothing could start any more
            update.unset(Fields.DEADLINE);
        }
        if (overrides.changeTheAnswer()) {
            update.unset(Fields.CACHE_KEY);
        }
        String request = document.getString(Fields.REQUEST);
        boolean edited = overrides.parameters() != null && request != null;
        if (edited) {
            edit(update, overrides.applyTo(request));
        }
        // a long one would not fit beside the other; what was changed in it stands with the replay
        return update.push(Fields.PAST,
                JobLetters.fromPresent(document, edited && !TextSize.isLong(request) ? request : null));
    }

    private static void edit(Update update, String request) {
        update.set(Fields.REQUEST, request);
        if (TextSize.isLong(request)) {
            update.set(Fields.REQUEST_BYTES, LongAnswers.bytes(request));
        } else {
            update.unset(Fields.REQUEST_BYTES);
        }
    }

    private static Dealt dealt(ReplayItem item, String replay, @Nullable Document document) {
        Standing standing = standing(item, replay, document);
        boolean waits = document != null && standing.equals(new Standing.Replayed(JobState.QUEUED));
        return new Dealt(item, standing, waits ? JobDocuments.toOpen(Objects.requireNonNull(document)) : null);
    }

    static Standing standing(ReplayItem item, String replay, @Nullable Document document) {
        if (document == null || document.containsKey(Fields.DELETED_AT)) {
            return new Standing.Skipped(Skip.GONE);
        }
        int next = item.generation() + 1;
        int generation = JobDocuments.generation(document);
        JobState state = JobDocuments.state(document);
        if (generation == next && replay.equals(document.getString(Fields.REPLAY))) {
            return new Standing.Replayed(state);
        }
        if (generation > next && document.getList(Fields.PAST, Document.class, List.of()).stream()
                .anyMatch(past -> past.getInteger(Fields.GENERATION, 1) == next
                        && replay.equals(past.getString(Fields.REPLAY)))) {
            return new Standing.Replayed(JobState.FAILED);
        }
        if (state == JobState.SUCCEEDED) {
            return new Standing.Skipped(Skip.SUCCEEDED);
        }
        if (generation != item.generation()) {
            return new Standing.Skipped(Skip.REPLAYED);
        }
        return new Standing.Skipped(document.containsKey(Fields.DISCARDED) ? Skip.DISCARDED : Skip.UNREPLAYABLE);
    }

    /**
     * A job that a replay has dealt with.
     *
     * @param queued
     *            the job as a scheduler needs it, when it waits by this replay; else null
     */
    public record Dealt(ReplayItem item, Standing standing, @Nullable OpenJob queued) {}
}
