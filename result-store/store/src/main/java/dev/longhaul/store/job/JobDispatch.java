package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
     * Takes jobs from queued to dispatched under their next epoch. Who is not handed out was not queued any more, or is
     * paused.
     *
     * @param token
     *            unique to this call: it tells our wins from another dispatcher's
     * @param winner
     *            gets the jobs in no order, as they are read: all of them with their requests may be more than fits
     *            into memory
     */
    public void dispatch(Collection<JobId> ids, String token, Consumer<Dispatched> winner) {
        if (ids.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Update take = new Update().set(Fields.STATE, JobState.DISPATCHED.wire()).set(Fields.DISPATCH, token)
                .set(Fields.DISPATCHED_AT, JobDocuments.date(now)).increment(Fields.EPOCH, 1)
                .unset(Fields.NOT_BEFORE, Fields.WAITING_FOR, Fields.STARTED_AT, Fields.WORKER, Fields.LOST);
        StoreCall.of(() -> {
            jobs.updateMany(Filters.and(idIn(ids), Filters.eq(Fields.STATE, JobState.QUEUED.wire()),
                    Filters.exists(Fields.PAUSED, false)), take);
            jobs.find(Filters.and(idIn(ids), Filters.eq(Fields.DISPATCH, token),
                    Filters.eq(Fields.STATE, JobState.DISPATCHED.wire()))).batchSize(ids.size())
                    .forEach(document -> winner.accept(new Dispatched(JobDocuments.toSubmitted(document),
                            document.getInteger(Fields.EPOCH, 0), JobDocuments.presentAttempts(document).size())));
            return true;
        });
    }

    /**
     * Ends those of the jobs that are still queued and may not be started any more, in bulk.
     *
     * @param end
     *            expired, rejected, or failed when nobody can serve them
     * @param token
     *            unique to this call
     * @return those that it has ended
     */
    public Set<JobId> endQueued(Collection<JobId> ids, JobState end, Failure failure, String token) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        Instant now = clock.instant();
        return StoreCall.of(() -> {
            for (Endings.Group group : endings.groups()) {
                Update update = endings.end(group.keep(), end, now, failure).set(Fields.REPORT, token);
                jobs.updateMany(Filters.and(idIn(ids), Filters.eq(Fields.STATE, JobState.QUEUED.wire()),
                        group.tenants()), update);
            }
            Set<JobId> ended = new HashSet<>();
            jobs.find(Filters.and(idIn(ids), Filters.eq(Fields.REPORT, token)))
                    .projection(Projections.include(Fields.ID)).batchSize(ids.size())
                    .forEach(document -> ended.add(JobDocuments.id(document)));
            return ended;
        });
    }

    /**
     * Puts a job that neither broker nor worker knows back into the queue, as {@link #requeue}.
     *
     * @param epoch
     *            the dispatch that was lost
     * @return whether it waits again by this call
     */
    public boolean requeueLost(JobId id, int epoch) {
        return requeue(id, epoch).state() == JobState.QUEUED;
    }

    /**
     * Puts a job that the broker did not take back into the queue, as {@link #requeue}: no worker has had it.
     *
     * @param epoch
     *            the dispatch that was not taken
     * @return whether it waits again by this call
     */
    public boolean requeueUnsent(JobId id, int epoch) {
        return requeue(id, epoch, false).state() == JobState.QUEUED;
    }

    /**
     * Puts a job that neither broker nor worker knows back into the queue. When it had been started, or may have been
     * without a word, that attempt is recorded as possibly billed, and the job fails if it may not run again. When its
     * cancel was asked for, it is cancelled.
     *
     * @param epoch
     *            the dispatch that was lost
     */
    public Requeued requeue(JobId id, int epoch) {
        return requeue(id, epoch, true);
    }

    private Requeued requeue(JobId id, int epoch, boolean hadByWorker) {
        return StoreCall.of(() -> {
            while (true) {
                Document document = jobs.find(idIs(id)).projection(WITHOUT_BODY).first();
                if (document == null || !Run.of(document).isDispatch(epoch)) {
                    return new Requeued(null, null);
                }
                Requeued result = tryRequeue(document, hadByWorker);
                if (result != null) {
                    return result;
                }
            }
        });
    }

    /** Null when the job changed after the look: to be tried again. */
    private @Nullable Requeued tryRequeue(Document document, boolean hadByWorker) {
        Run run = Run.of(document);
        Attempt lost = LostRuns.attempt(document, run, hadByWorker);
        Failure failure = lost == null ? null : LostRuns.mayRunAgain(document, lost);
        JobState target = run.cancelRequested()
                ? JobState.CANCELLED
                : failure == null ? JobState.QUEUED : JobState.FAILED;
        Update update = target == JobState.QUEUED
                ? OutcomeUpdates.requeue()
                : endings.end(endings.keep(document), target, clock.instant(),
                        target == JobState.FAILED ? failure : null);
        if (lost != null) {
            OutcomeUpdates.addBilled(update, lost);
        }
        return jobs.updateOne(run.unchanged(), update).getMatchedCount() == 1
                ? new Requeued(target, target == JobState.FAILED ? failure : null)
                : null;
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
     *            provider attempts of earlier dispatches since it was submitted, or replayed last
     */
    public record Dispatched(SubmittedJob job, int epoch, int attempts) {}

    /**
     * What became of a dispatch that was lost.
     *
     * @param state
     *            queued, failed or cancelled by this call; null when the job was not in that dispatch any more
     * @param failure
     *            for failed: why
     */
    public record Requeued(@Nullable JobState state, @Nullable Failure failure) {}
}
