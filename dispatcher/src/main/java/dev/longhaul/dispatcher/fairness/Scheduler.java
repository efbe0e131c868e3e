package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.store.job.Shard;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that this dispatcher's shards have waiting and in flight, and the choice of what goes next. Pure memory:
 * no method waits for anything but the lock. Thread-safe.
 */
public final class Scheduler {

    private final Clock clock;
    private final double guaranteedShare;
    private final Windows windows;
    private final Function<String, String> poolOfModel;

    private final Set<Shard> owned = new HashSet<>();
    private final Map<String, PoolBacklog> backlogs = new HashMap<>();
    private final Map<JobId, InFlightJob> inFlight = new HashMap<>();
    private final PriorityQueue<WaitingJob> delayed = new PriorityQueue<>(
            Comparator.comparingLong(WaitingJob::notBefore));
    private final PriorityQueue<WaitingJob> deadlines = new PriorityQueue<>(
            Comparator.comparingLong(WaitingJob::deadline));

    /**
     * @param guaranteedShare
     *            of each lower lane among the picks
     * @param windows
     *            how many jobs of a lane may be with a pool
     * @param poolOfModel
     *            where a model's jobs go now
     */
    public Scheduler(Clock clock, double guaranteedShare, Windows windows, Function<String, String> poolOfModel) {
        this.clock = clock;
        this.guaranteedShare = guaranteedShare;
        this.windows = windows;
        this.poolOfModel = poolOfModel;
    }

    /** How many jobs may be with a pool's workers and queues at a time. */
    public interface Windows {

        int size(String pool, Lane lane);
    }

    public synchronized void own(Shard shard) {
        owned.add(shard);
    }

    public synchronized boolean owns(Shard shard) {
        return owned.contains(shard);
    }

    public synchronized Set<Shard> owned() {
        return Set.copyOf(owned);
    }

    /** Forgets a shard: another dispatcher schedules it now. */
    public synchronized void disown(Shard shard) {
        owned.remove(shard);
        backlogs.values().forEach(backlog -> backlog.drop(shard));
        delayed.removeIf(job -> job.shard().equals(shard));
        deadlines.removeIf(job -> job.shard().equals(shard));
        List<InFlightJob> gone = inFlight.values().stream().filter(each -> each.job().shard().equals(shard)).toList();
        gone.forEach(this::remove);
    }

    /**
     * Chooses, from jobs that are just coming in, those that may go at once because nothing waits before them. They are
     * in flight from now on; the others are to be recorded and then added.
     */
    public synchronized Map<JobId, InFlightJob> admitAtOnce(List<WaitingJob> arriving) {
        Map<JobId, InFlightJob> admitted = new HashMap<>();
        for (WaitingJob job : arriving) {
            String pool = poolOfModel.apply(job.model());
            boolean nobodyBefore = backlog(pool).isEmpty(job.lane());
            if (nobodyBefore && owned.contains(job.shard()) && hasRoom(pool, job.lane())
                    && !inFlight.containsKey(job.id()) && !job.isExpired(clock.instant())) {
                admitted.put(job.id(), put(job, pool, 1));
            }
        }
        return admitted;
    }

    /** Adds jobs that wait in the record. Those of shards that are not ours any more are left out. */
    public synchronized void add(Collection<WaitingJob> jobs) {
        long now = clock.millis();
        for (WaitingJob job : jobs) {
            if (!owned.contains(job.shard())) {
                continue;
            }
            if (job.deadline() != WaitingJob.NO_DEADLINE) {
                deadlines.add(job);
            }
            if (job.notBefore() > now) {
                delayed.add(job);
            } else {
                backlog(poolOfModel.apply(job.model())).add(job);
            }
        }
    }

    /** Takes up a job that was handed out before we owned its shard. */
    public synchronized void resume(WaitingJob job, int epoch) {
        if (owned.contains(job.shard()) && !inFlight.containsKey(job.id())) {
            put(job, poolOfModel.apply(job.model()), epoch);
        }
    }

    /** Chooses up to so many jobs to go next; they are in flight from now on. */
    public synchronized List<InFlightJob> pick(int most) {
        wakeDelayed();
        Instant now = clock.instant();
        List<InFlightJob> picked = new ArrayList<>();
        for (Map.Entry<String, PoolBacklog> each : backlogs.entrySet()) {
            String pool = each.getKey();
            while (picked.size() < most) {
                WaitingJob next = each.getValue().poll(lane -> hasRoom(pool, lane));
                if (next == null) {
                    break;
                }
                // told of twice, by an event and by a look at the record, it goes once; expired, it does not go at all
                if (!inFlight.containsKey(next.id()) && !next.isExpired(now)) {
                    picked.add(put(next, pool, 0));
                }
            }
        }
        return picked;
    }

    /**
     * Takes those whose deadline has passed since the last call, also those that went in time; the caller ends the ones
     * that are still queued in the record.
     */
    public synchronized List<WaitingJob> expired() {
        long now = clock.millis();
        List<WaitingJob> due = new ArrayList<>();
        while (!deadlines.isEmpty() && deadlines.element().deadline() <= now) {
            due.add(deadlines.remove());
        }
        return due;
    }

    /** Watches these deadlines again: the record could not be asked. */
    public synchronized void watchDeadlines(Collection<WaitingJob> jobs) {
        deadlines.addAll(jobs);
    }

    /** Ends a handing-out: the job has ended, waits again, or was not ours to hand out. */
    public synchronized void release(InFlightJob job) {
        if (inFlight.get(job.job().id()) == job) {
            remove(job);
        }
    }

    /** As {@link #release(InFlightJob)}, whichever handing-out it is. */
    public synchronized @Nullable InFlightJob release(JobId id) {
        InFlightJob job = inFlight.get(id);
        if (job != null) {
            remove(job);
        }
        return job;
    }

    public synchronized @Nullable InFlightJob inFlight(JobId id) {
        return inFlight.get(id);
    }

    /** Those in flight that nobody has been seen to hold since the given time, in milliseconds since 1970. */
    public synchronized List<InFlightJob> unseenSince(long before) {
        return inFlight.values().stream().filter(job -> job.seenAt() < before).toList();
    }

    /** Sends what waits where its model goes now: pools have come or gone. */
    public synchronized void reroute() {
        List<WaitingJob> all = new ArrayList<>();
        for (PoolBacklog backlog : backlogs.values()) {
            WaitingJob job = backlog.poll(lane -> true);
            while (job != null) {
                all.add(job);
                job = backlog.poll(lane -> true);
            }
        }
        all.sort(Comparator.comparing(WaitingJob::id));
        for (WaitingJob job : all) {
            backlog(poolOfModel.apply(job.model())).add(job);
        }
    }

    public synchronized int waiting(Lane lane) {
        int delayedInLane = (int) delayed.stream().filter(job -> job.lane() == lane).count();
        return delayedInLane + backlogs.values().stream().mapToInt(backlog -> backlog.size(lane)).sum();
    }

    public synchronized int inFlight(Lane lane) {
        return backlogs.values().stream().mapToInt(backlog -> backlog.handedOut(lane)).sum();
    }

    private void wakeDelayed() {
        long now = clock.millis();
        while (!delayed.isEmpty() && delayed.element().notBefore() <= now) {
            WaitingJob job = delayed.remove();
            backlog(poolOfModel.apply(job.model())).add(job);
        }
    }

    private InFlightJob put(WaitingJob job, String pool, int epoch) {
        InFlightJob entry = new InFlightJob(job, pool, epoch, clock.millis());
        inFlight.put(job.id(), entry);
        backlog(pool).handOut(job.lane(), 1);
        return entry;
    }

    private void remove(InFlightJob job) {
        inFlight.remove(job.job().id());
        backlog(job.pool()).handOut(job.job().lane(), -1);
    }

    private boolean hasRoom(String pool, Lane lane) {
        return backlog(pool).handedOut(lane) < windows.size(pool, lane);
    }

    private PoolBacklog backlog(String pool) {
        return backlogs.computeIfAbsent(pool, name -> new PoolBacklog(guaranteedShare));
    }
}
