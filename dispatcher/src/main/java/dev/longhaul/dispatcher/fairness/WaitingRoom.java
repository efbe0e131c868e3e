package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.store.job.Shard;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that wait, each in its place: in a queue of its pool, aside until its time comes or while it is paused.
 * Watches their deadlines. Not thread-safe.
 */
final class WaitingRoom {

    /** Expired jobs stay in their queues until they are this many and a quarter of all: throwing them out walks all. */
    private static final int EXPIRED_TO_CLEAR = 1_000;

    private final double guaranteedShare;
    private final Function<WaitingJob, String> poolOf;
    private final Orders orders;
    private final Sharing sharing;

    private final Map<String, PoolBacklog> backlogs = new HashMap<>();
    /** The pools' names; the first is the first to pick from next. */
    private final ArrayDeque<String> turns = new ArrayDeque<>();
    private final DelayedJobs delayed = new DelayedJobs();
    private final PausedJobs paused = new PausedJobs();
    private final Deadlines deadlines = new Deadlines();
    /** Jobs that have expired and still stand in a queue, by lane. */
    private final LaneCounts expiredInQueues = new LaneCounts();

    /**
     * @param poolOf
     *            where a job goes now
     * @param sharing
     *            whose followers have deadlines too
     */
    WaitingRoom(double guaranteedShare, Function<WaitingJob, String> poolOf, Orders orders, Sharing sharing) {
        this.guaranteedShare = guaranteedShare;
        this.poolOf = poolOf;
        this.orders = orders;
        this.sharing = sharing;
    }

    PoolBacklog backlog(String pool) {
        PoolBacklog backlog = backlogs.get(pool);
        if (backlog == null) {
            backlog = new PoolBacklog(guaranteedShare);
            backlogs.put(pool, backlog);
            turns.addLast(pool);
        }
        return backlog;
    }

    LaneQueue queue(String pool, Lane lane) {
        return backlog(pool).lane(lane);
    }

    /** The queue that a job is to stand in when it need not stand aside. */
    LaneQueue queueOf(WaitingJob job) {
        return queue(poolOf.apply(job), job.lane());
    }

    /** The pools in the order of their turns; the next call begins with another one. */
    List<String> takeTurns() {
        List<String> order = List.copyOf(turns);
        if (!order.isEmpty()) {
            turns.addLast(turns.removeFirst());
        }
        return order;
    }

    void add(WaitingJob job, long now) {
        if (job.isExpired(now)) {
            deadlines.putBack(List.of(job));
        } else {
            deadlines.watch(job);
            place(job, now);
        }
    }

    private void place(WaitingJob job, long now) {
        if (orders.end(job, now)) {
            deadlines.forget(job);
        } else if (job.notBefore() > now) {
            delayed.add(job);
        } else if (!delayed.contains(job.id())) {
            enqueue(job);
        }
    }

    private void enqueue(WaitingJob job) {
        if (orders.hold(job)) {
            paused.add(job);
        } else {
            queueOf(job).add(job);
        }
    }

    /** Takes note of the time: those whose time has come go into their queues. */
    void turnTo(long now) {
        passDeadlines(now);
        for (WaitingJob due = delayed.pollDue(now); due != null; due = delayed.pollDue(now)) {
            enqueue(due);
        }
    }

    /** Whether a job stands aside. */
    boolean isAside(JobId id) {
        return delayed.contains(id) || paused.contains(id);
    }

    boolean isPaused(JobId id) {
        return paused.contains(id);
    }

    /** One that waits for its time; null when this one does not. */
    @Nullable
    WaitingJob findDelayed(JobId id) {
        return delayed.find(id);
    }

    /** The deadline of a job counts no more: it goes, or is about to have an answer. */
    void forgetDeadline(WaitingJob job) {
        deadlines.forget(job);
    }

    /** One that was found in a queue past its deadline has left it. */
    void leftQueue(WaitingJob expired) {
        expiredInQueues.add(expired.lane(), -1);
    }

    /** A paused job has ended. */
    void forgetPaused(JobId id) {
        paused.remove(id);
    }

    void disown(Shard shard, long now) {
        passDeadlines(now);
        List<WaitingJob> gone = new ArrayList<>();
        backlogs.values().forEach(backlog -> backlog.removeIf(job -> job.shard().equals(shard), gone));
        gone.stream().filter(job -> job.isExpired(now)).forEach(this::leftQueue);
        delayed.removeIf(job -> job.shard().equals(shard));
        paused.takeIf(job -> job.shard().equals(shard)).forEach(job -> orders.pause(job.id(), false));
        deadlines.disown(shard);
    }

    /** Takes up to so many jobs whose deadline has passed. */
    List<WaitingJob> takeExpired(int most, long now) {
        passDeadlines(now);
        return deadlines.takePassed(most);
    }

    /** Puts some back that were taken as expired. */
    void putBackExpired(Collection<WaitingJob> jobs) {
        deadlines.putBack(jobs);
    }

    private void passDeadlines(long now) {
        List<WaitingJob> passed = deadlines.pass(now);
        for (WaitingJob job : passed) {
            if (!delayed.remove(job.id()) && !paused.remove(job.id()) && !sharing.leave(job.id())) {
                expiredInQueues.add(job.lane(), 1);
            }
        }
        int all = passed.isEmpty() ? 0 : expiredInQueues.total();
        if (all > EXPIRED_TO_CLEAR && all > size() / 4) {
            backlogs.values().forEach(backlog -> backlog.removeIf(job -> job.isExpired(now), new ArrayList<>()));
            expiredInQueues.clear();
        }
    }

    /** Takes up to so many jobs out of the queues of a tenant or a key, none that has expired. */
    List<WaitingJob> takeFrom(Admission.Holder whose, int most, long now) {
        passDeadlines(now);
        List<WaitingJob> taken = new ArrayList<>();
        for (PoolBacklog backlog : backlogs.values()) {
            for (Lane lane : Lane.values()) {
                backlog.lane(lane).takeFrom(whose.tenant(), whose.keyId(), most - taken.size(), taken);
            }
        }
        return withoutExpired(taken, now);
    }

    /** Takes up to so many jobs out of the queues of a pool, none that has expired. */
    List<WaitingJob> takeFrom(String pool, int most, long now) {
        PoolBacklog backlog = backlogs.get(pool);
        if (backlog == null) {
            return List.of();
        }
        passDeadlines(now);
        List<WaitingJob> taken = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            LaneQueue queue = backlog.lane(lane);
            for (String tenant : queue.tenants()) {
                queue.takeFrom(tenant, null, most - taken.size(), taken);
            }
        }
        return withoutExpired(taken, now);
    }

    /** Those past their deadline are ended for that. */
    private List<WaitingJob> withoutExpired(List<WaitingJob> taken, long now) {
        List<WaitingJob> expired = taken.stream().filter(job -> job.isExpired(now)).toList();
        expired.forEach(this::leftQueue);
        taken.removeAll(expired);
        taken.forEach(deadlines::forget);
        return taken;
    }

    /** Takes some of a tenant's jobs from where they wait and puts them where they belong now. */
    void move(String tenant, Predicate<WaitingJob> which, UnaryOperator<WaitingJob> change, long now) {
        passDeadlines(now);
        List<WaitingJob> moved = new ArrayList<>();
        backlogs.values().forEach(backlog -> backlog.removeIf(tenant, which, moved));
        moved.stream().filter(job -> job.isExpired(now)).forEach(this::leftQueue);
        moved.removeIf(job -> job.isExpired(now));
        moved.addAll(paused.takeIf(which));
        moved.addAll(delayed.takeIf(which));
        moved.forEach(job -> place(change.apply(job), now));
    }

    /** Sends what waits where it goes now. Walks all that waits. */
    void reroute() {
        List<WaitingJob> moved = new ArrayList<>();
        backlogs.forEach((pool, backlog) -> backlog.removeIf(job -> !poolOf.apply(job).equals(pool), moved));
        moved.forEach(this::enqueue);
    }

    /** As the other, of one tenant. */
    void reroute(String tenant) {
        List<WaitingJob> moved = new ArrayList<>();
        backlogs.forEach((pool, backlog) -> backlog.removeIf(tenant, job -> !poolOf.apply(job).equals(pool), moved));
        moved.forEach(this::enqueue);
    }

    /** Jobs of a lane that may still go, now or later. */
    int waiting(Lane lane) {
        return delayed.size(lane) + paused.size(lane) - expiredInQueues.of(lane)
                + backlogs.values().stream().mapToInt(backlog -> backlog.lane(lane).size()).sum();
    }

    /** Jobs of a lane that are handed out. */
    int handedOut(Lane lane) {
        return backlogs.values().stream().mapToInt(backlog -> backlog.lane(lane).handedOut).sum();
    }

    private int size() {
        int size = 0;
        for (PoolBacklog backlog : backlogs.values()) {
            for (Lane lane : Lane.values()) {
                size += backlog.lane(lane).size();
            }
        }
        return size;
    }
}
