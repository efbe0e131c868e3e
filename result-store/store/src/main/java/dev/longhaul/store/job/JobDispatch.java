package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The dispatcher's side of the record: what is open, and the compare-and-sets out of and back into the queue.
 * Thread-safe.
 */
public final class JobDispatch {

    private static final int SCAN_BATCH = 1_000;
    static final Bson WITHOUT_BODY = Projections.exclude(Fields.REQUEST, Fields.METADATA, Fields.RESPONSE);

    private final MongoCollection<Document> jobs;
    private final Clock clock;
    private final Endings endings;

    JobDispatch(MongoCollection<Document> jobs, Clock clock, Endings endings) {
        this.jobs = jobs;
        this.clock = clock;
        this.endings = endings;
    }

    /** Hands every job of a shard that has not ended to the reader, in no order, without holding them all. */
    public void scanOpen(Shard shard, Consumer<OpenJob> reader) {
        StoreCall.of(() -> {
            jobs.find(Filters.eq(Fields.OPEN, shard.toString())).projection(WITHOUT_BODY).batchSize(SCAN_BATCH)
                    .forEach(document -> reader.accept(JobDocuments.toOpen(document)));
            return true;
        });
    }

    /** The open ones among these jobs, as they stand now. */
    public List<OpenJob> findOpen(Collection<JobId> ids) {
        return StoreCall.of(() -> {
            List<OpenJob> open = new ArrayList<>();
            jobs.find(idIn(ids)).projection(WITHOUT_BODY).batchSize(SCAN_BATCH).forEach(document -> {
                if (!JobDocuments.state(document).isTerminal()) {
                    open.add(JobDocuments.toOpen(document));
                }
            });
            return open;
        });
    }

    /**
     * Takes jobs from queued to dispatched under their next epoch. Who is not in the answer was not queued any more.
     *
     * @param token
     *            unique to this call: it tells our wins from another dispatcher's
     */
    public List<Dispatched> dispatch(Collection<JobId> ids, String token) {
        Instant now = clock.instant();
        Bson take = Updates.combine(Updates.set(Fields.STATE, JobState.DISPATCHED.wire()),
                Updates.set(Fields.DISPATCH, token), Updates.set(Fields.DISPATCHED_AT, Date.from(now)),
                Updates.inc(Fields.EPOCH, 1), Updates.unset(Fields.NOT_BEFORE), Updates.unset(Fields.WAITING_FOR),
                Updates.unset(Fields.STARTED_AT), Updates.unset(Fields.WORKER));
        return StoreCall.of(() -> {
            jobs.updateMany(Filters.and(idIn(ids), Filters.eq(Fields.STATE, JobState.QUEUED.wire())), take);
            List<Dispatched> won = new ArrayList<>(ids.size());
            jobs.find(idIn(ids)).batchSize(ids.size()).forEach(document -> {
                if (token.equals(document.getString(Fields.DISPATCH))
                        && JobDocuments.state(document) == JobState.DISPATCHED) {
                    won.add(new Dispatched(JobDocuments.toSubmitted(document), document.getInteger(Fields.EPOCH, 0),
                            document.getList(Fields.ATTEMPTS, Document.class, List.of()).size()));
                }
            });
            return won;
        });
    }

    /**
     * Ends a queued job that may not be started any more.
     *
     * @param end
     *            expired or rejected
     * @return whether it was still queued
     */
    public boolean endQueued(JobId id, JobState end, Failure failure) {
        return StoreCall.of(() -> jobs
                .updateOne(Filters.and(idIs(id), Filters.eq(Fields.STATE, JobState.QUEUED.wire())),
                        endings.end(end, clock.instant(), failure))
                .getModifiedCount() == 1);
    }

    /**
     * Puts a job that neither broker nor worker knows back into the queue. When it had been started, that attempt is
     * recorded as possibly billed.
     *
     * @param epoch
     *            the dispatch that was lost
     * @return whether it was still in that dispatch
     */
    public boolean requeueLost(JobId id, int epoch) {
        return StoreCall.of(() -> {
            Document document = jobs.find(idIs(id)).projection(WITHOUT_BODY).first();
            if (document == null || document.getInteger(Fields.EPOCH, 0) != epoch) {
                return false;
            }
            JobState state = JobDocuments.state(document);
            if (!state.canBecome(JobState.QUEUED) || state.isTerminal()) {
                return false;
            }
            List<Bson> update = new ArrayList<>(List.of(Updates.set(Fields.STATE, JobState.QUEUED.wire()),
                    Updates.unset(Fields.WORKER), Updates.unset(Fields.STARTED_AT)));
            Attempt lost = lostAttempt(document, epoch);
            if (lost != null) {
                update.add(Updates.addToSet(Fields.ATTEMPTS, JobDocuments.fromAttempt(lost)));
            }
            return jobs.updateOne(Filters.and(idIs(id), Filters.eq(Fields.EPOCH, epoch),
                    Filters.eq(Fields.STATE, state.wire())), Updates.combine(update)).getModifiedCount() == 1;
        });
    }

    private static @Nullable Attempt lostAttempt(Document document, int epoch) {
        Date startedAt = document.getDate(Fields.STARTED_AT);
        return startedAt == null
                ? null
                : Attempt.unknown(epoch, document.getString(Fields.WORKER), startedAt.toInstant());
    }

    private static Bson idIs(JobId id) {
        return Filters.eq(Fields.ID, id.toString());
    }

    private static Bson idIn(Collection<JobId> ids) {
        return Filters.in(Fields.ID, ids.stream().map(JobId::toString).toList());
    }

    /**
     * A job that this call has dispatched.
     *
     * @param attempts
     *            provider attempts of earlier dispatches
     */
    public record Dispatched(SubmittedJob job, int epoch, int attempts) {}
}
