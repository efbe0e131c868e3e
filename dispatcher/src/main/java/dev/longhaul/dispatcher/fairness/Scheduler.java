package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.message.PlaceInquiry;
import dev.longhaul.store.job.JobRevisions.RevisedJob;
import dev.longhaul.store.job.OpenJob;
import dev.longhaul.store.job.Shard;
import dev.longhaul.store.order.StandingOrder;
import dev.longhaul.store.order.StandingOrder.Reprioritised;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that this dispatcher's shards have waiting and in flight, and the choice of what goes next. Pure memory:
 * no method waits for anything but the lock. Thread-safe.
 */
public final class Scheduler {

    /** Expired jobs stay in their queues until they are this many and a quarter of all: throwing them out walks all. */
    private static final int EXPIRED_TO_CLEAR = 1_000;

    /** An order to cancel that is older than this was carried out long before this dispatcher heard of it. */
    private static final long OLD_CANCEL_MILLIS = 3_600_000;

    private final Clock clock;
    private final double guaranteedShare;
    private final Windows windows;
    private final Function<WaitingJob, String> poolOf;
    private final Admission admission;
    private final Sharing sharing;

    private final Set<Shard> owned = new HashSet<>();
    private final Map<String, PoolBacklog> backlogs = new HashMap<>();
    /** The pools' names; the first is the first to pick from next. */
    private final ArrayDeque<String> turns = new ArrayDeque<>();
    private final Map<JobId, InFlightJob> inFlight = new HashMap<>();
    private final DelayedJobs delayed = new DelayedJobs();
    private final Deadlines deadlines = new Deadlines();
    private final Orders orders = new Orders();
    private final PausedJobs paused = new PausedJobs();
    private final UnfinishedCancels unfinishedCancels = new UnfinishedCancels();
    private boolean ordersMissing;
    /** Jobs that have expired and still stand in a queue, by lane. */
    private final LaneCounts expiredInQueues = new LaneCounts();

    /**
     * @param guaranteedShare
     *            of each lower lane among the picks
     * @param windows
     *            how many jobs of a lane may be with a pool
     * @param poolOf
     *            where a job goes now; quick, because a walk over all that waits asks for each
     * @param admission
     *            what each tenant may use
     * @param sharing
     *            lets equal jobs have one answer
     */
    public Scheduler(Clock clock, double guaranteedShare, Windows windows, Function<WaitingJob, String> poolOf,
            Admission admission, Sharing sharing) {
        this.clock = clock;
        this.guaranteedShare = guaranteedShare;
        this.windows = windows;
        this.poolOf = poolOf;
        this.admission = admission;
        this.sharing = sharing;
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
        long now = clock.millis();
        passDeadlines(now);
        owned.remove(shard);
        List<WaitingJob> gone = new ArrayList<>();
        backlogs.values().forEach(backlog -> backlog.removeIf(job -> job.shard().equals(shard), gone));
        gone.stream().filter(job -> job.isExpired(now)).forEach(this::leftQueue);
        delayed.removeIf(job -> job.shard().equals(shard));
        paused.takeIf(job -> job.shard().equals(shard)).forEach(job -> orders.pause(job.id(), false));
        deadlines.disown(shard);
        inFlight.values().stream().filter(each -> each.job().shard().equals(shard)).toList().forEach(this::remove);
    }

    /**
     * Chooses, from jobs that are just coming in, those that may go at once because nothing waits before them. They are
     * in flight from now on; the others are to be recorded and then added.
     */
    public synchronized Map<JobId, InFlightJob> admitAtOnce(Collection<WaitingJob> arriving) {
        long now = clock.millis();
        Map<JobId, InFlightJob> admitted = new LinkedHashMap<>();
        if (ordersMissing) {
            return admitted;
        }
        for (WaitingJob job : arriving) {
            String pool = poolOf.apply(job);
            LaneQueue lane = backlog(pool).lane(job.lane());
            if (lane.isEmpty() && owned.contains(job.shard()) && lane.handedOut < windows.size(pool, job.lane())
                    && !inFlight.containsKey(job.id()) && !job.isExpired(now) && !orders.hold(job)
                    && orders.cancelling(job) == null && !sharing.couldTake(job) && admission.mayGo(job)) {
                admitted.put(job.id(), put(job, pool, 1, true));
            }
        }
        return admitted;
    }

    /** Adds jobs that wait in the record. Those of shards that are not ours, and those in flight, are left out. */
    public synchronized void add(Collection<WaitingJob> jobs) {
        long now = clock.millis();
        for (WaitingJob job : jobs) {
            if (!owned.contains(job.shard()) || inFlight.containsKey(job.id())) {
                continue;
            }
            if (job.isExpired(now)) {
                deadlines.putBack(List.of(job));
            } else {
                deadlines.watch(job);
                place(job, now);
            }
        }
    }

    /** Puts a job where it waits. */
    private void place(WaitingJob job, long now) {
        StandingOrder cancel = orders.cancelling(job);
        if (cancel != null) {
            deadlines.forget(job);
            unfinishedCancels.note(cancel.jobs(), now);
        } else if (job.notBefore() > now) {
            delayed.add(job);
        } else if (!delayed.contains(job.id())) {
            enqueue(job);
        }
    }

    /** Takes up an open job as the record has it: it waits, or was handed out before we knew of it. */
    public synchronized void takeUp(OpenJob recorded, Shard shard) {
        WaitingJob job = WaitingJob.of(recorded, shard);
        if (recorded.state() == JobState.QUEUED) {
            orders.pause(recorded.id(), recorded.paused() && owned.contains(shard));
            add(List.of(job));
        } else if (owned.contains(shard) && !inFlight.containsKey(job.id())) {
            put(job, poolOf.apply(job), recorded.epoch(), false);
        }
    }

    /** Chooses up to so many jobs to go next, in the order in which they are to go; they are in flight from now on. */
    public synchronized List<InFlightJob> pick(int most) {
        long now = clock.millis();
        passDeadlines(now);
        for (WaitingJob due = delayed.pollDue(now); due != null; due = delayed.pollDue(now)) {
            enqueue(due);
        }
        List<InFlightJob> picked = new ArrayList<>();
        if (ordersMissing) {
            return picked;
        }
        for (int i = 0; i < turns.size(); i++) {
            String pool = turns.removeFirst();
            turns.addLast(pool);
            pick(pool, backlog(pool), most, now, picked);
        }
        if (!turns.isEmpty()) {
            turns.addLast(turns.removeFirst());
        }
        return picked;
    }

    private void pick(String pool, PoolBacklog backlog, int most, long now, List<InFlightJob> picked) {
        LaneCounts room = new LaneCounts();
        Set<Lane> closed = EnumSet.noneOf(Lane.class);
        for (Lane lane : Lane.values()) {
            room.add(lane, windows.size(pool, lane) - backlog.lane(lane).handedOut);
            closeIfFull(lane, room, closed);
        }
        // also those that need no call count, so that the lock is not held over a million of them
        for (int looked = picked.size(); looked < most; looked++) {
            WaitingJob next = backlog.poll(closed, now, admission, this::leftQueue);
            if (next == null) {
                return;
            }
            // told of twice, by an event and by a look at the record, it goes once, and not before its time
            if (!inFlight.containsKey(next.id()) && !delayed.contains(next.id()) && !paused.contains(next.id())) {
                deadlines.forget(next);
                if (sharing.take(next)) {
                    backlog.lane(next.lane()).refund(next);
                } else {
                    picked.add(put(next, pool, 0, true));
                    room.add(next.lane(), -1);
                    closeIfFull(next.lane(), room, closed);
                }
            }
        }
    }

    private static void closeIfFull(Lane lane, LaneCounts room, Set<Lane> closed) {
        if (room.of(lane) <= 0) {
            closed.add(lane);
        }
    }

    /** Takes up to so many jobs whose deadline has passed while they waited; the caller ends them in the record. */
    public synchronized List<WaitingJob> takeExpired(int most) {
        passDeadlines(clock.millis());
        return deadlines.takePassed(most);
    }

    /** Gives back expired jobs that the record could not be told of. */
    public synchronized void putBackExpired(Collection<WaitingJob> jobs) {
        deadlines.putBack(jobs);
    }

    /** Takes up to so many jobs of tenants that are refused; the caller ends them in the record. */
    public synchronized List<WaitingJob> takeRefused(int most) {
        List<String> refused = admission.refused();
        if (refused.isEmpty()) {
            return List.of();
        }
        long now = clock.millis();
        passDeadlines(now);
        List<WaitingJob> taken = new ArrayList<>();
        for (String tenant : refused) {
            for (PoolBacklog backlog : backlogs.values()) {
                for (Lane lane : Lane.values()) {
                    backlog.lane(lane).takeFrom(tenant, most - taken.size(), taken);
                }
            }
        }
        // those past their deadline are ended for that
        List<WaitingJob> expired = taken.stream().filter(job -> job.isExpired(now)).toList();
        expired.forEach(this::leftQueue);
        taken.removeAll(expired);
        taken.forEach(deadlines::forget);
        return taken;
    }

    private void passDeadlines(long now) {
        List<WaitingJob> passed = deadlines.pass(now);
        for (WaitingJob job : passed) {
            if (!delayed.remove(job.id()) && !paused.remove(job.id())) {
                expiredInQueues.add(job.lane(), 1);
            }
        }
        int all = passed.isEmpty() ? 0 : expiredInQueues.total();
        if (all > EXPIRED_TO_CLEAR && all > size() / 4) {
            backlogs.values().forEach(backlog -> backlog.removeIf(job -> job.isExpired(now), new ArrayList<>()));
            expiredInQueues.clear();
        }
    }

    /**
     * Follows an order about a set of jobs: for those that wait here and for those that come. Walks all that wait of
     * the tenant, in order that choosing the next job need not.
     *
     * @return whether anything has changed by it
     */
    public synchronized boolean obey(StandingOrder order) {
        StandingOrder before = orders.about(order.jobs());
        if (!orders.put(order)) {
            return false;
        }
        long now = clock.millis();
        Instant cancelled = order.cancelledUpTo();
        if (cancelled != null && !cancelled.equals(before.cancelledUpTo())
                && now - cancelled.toEpochMilli() < OLD_CANCEL_MILLIS) {
            // whether or not any of them waits here: some may be with the workers
            unfinishedCancels.note(order.jobs(), now);
        }
        Reprioritised change = Objects.equals(order.reprioritised(), before.reprioritised())
                ? null
                : order.reprioritised();
        move(order.jobs().tenant(), job -> order.jobs().contains(job.tenant(), job.batch()),
                job -> Orders.reprioritised(job, change), now);
        return true;
    }

    /**
     * Lets nothing go until it is known what is paused.
     *
     * @param isWaiting
     *            false when it is known
     */
    public synchronized void awaitOrders(boolean isWaiting) {
        ordersMissing = isWaiting;
    }

    /** Takes up what the record says of jobs that wait: whether they are paused, and their priority. */
    public synchronized void revise(Collection<RevisedJob> revised) {
        long now = clock.millis();
        Map<String, Map<JobId, OpenJob>> byTenant = new HashMap<>();
        for (RevisedJob each : revised) {
            OpenJob job = each.job();
            if (owned.contains(each.shard()) && job.state() == JobState.QUEUED) {
                orders.pause(job.id(), job.paused());
                byTenant.computeIfAbsent(job.tenant(), tenant -> new HashMap<>()).put(job.id(), job);
            }
        }
        byTenant.forEach((tenant, jobs) -> move(tenant, job -> jobs.containsKey(job.id()), job -> {
            OpenJob recorded = jobs.get(job.id());
            return recorded == null ? job : job.withPriority(recorded.priority());
        }, now));
    }

    /** Takes some of a tenant's jobs from where they wait and puts them where they belong now. */
    private void move(String tenant, Predicate<WaitingJob> which, UnaryOperator<WaitingJob> change, long now) {
        passDeadlines(now);
        List<WaitingJob> moved = new ArrayList<>();
        backlogs.values().forEach(backlog -> backlog.removeIf(tenant, which, moved));
        moved.stream().filter(job -> job.isExpired(now)).forEach(this::leftQueue);
        moved.removeIf(job -> job.isExpired(now));
        moved.addAll(paused.takeIf(which));
        moved.addAll(delayed.takeIf(which));
        moved.forEach(job -> place(change.apply(job), now));
    }

    /** Forgets what is kept of a job outside the queues: it has ended. */
    public synchronized void forget(JobId id) {
        orders.pause(id, false);
        paused.remove(id);
    }

    /**
     * Takes the sets of jobs that were ordered to be cancelled a while ago; the caller makes sure that all of them are.
     */
    public synchronized List<StandingOrder> takeUnfinishedCancels() {
        return unfinishedCancels.takeDue(clock.millis()).stream().map(orders::about).toList();
    }

    /** Gives back one that the record could not be told of. */
    public synchronized void putBackCancel(StandingOrder order) {
        unfinishedCancels.note(order.jobs(), clock.millis());
    }

    /** Ends a handing-out: the job has ended, waits again, or was not ours to hand out. */
    public synchronized void release(InFlightJob job) {
        if (inFlight.get(job.job().id()) == job) {
            remove(job);
        }
    }

    public synchronized @Nullable InFlightJob inFlight(JobId id) {
        return inFlight.get(id);
    }

    /** Notes that a worker has this job, or had it a moment ago. */
    public synchronized void taken(InFlightJob job) {
        job.seen(clock.millis());
        LaneQueue lane = backlog(job.pool()).lane(job.job().lane());
        lane.takenUpTo = Math.max(lane.takenUpTo, job.handedOutAt());
    }

    /**
     * Whether workers have taken jobs from the same queue that were handed out so much later: queues are in order, so
     * this one is not in it any more.
     */
    public synchronized boolean isOvertaken(InFlightJob job, long byMillis) {
        return backlog(job.pool()).lane(job.job().lane()).takenUpTo - job.handedOutAt() > byMillis;
    }

    /** Those in flight that nobody has been seen to hold since the given time, in milliseconds since 1970. */
    public synchronized List<InFlightJob> unseenSince(long before) {
        return inFlight.values().stream().filter(job -> job.seenAt() < before).toList();
    }

    /** Sends what waits where it goes now: pools have come or gone. Walks all that waits. */
    public synchronized void reroute() {
        List<WaitingJob> moved = new ArrayList<>();
        backlogs.forEach((pool, backlog) -> backlog.removeIf(job -> !poolOf.apply(job).equals(pool), moved));
        moved.forEach(this::enqueue);
    }

    /**
     * Where a queued job stands; null when it does not wait here. Under the lock a long queue is copied at most, which
     * takes about a millisecond for a million jobs.
     *
     * @param mostCounted
     *            a tenant's queue that is longer is not copied
     */
    public synchronized @Nullable WaitingPlace placeOf(PlaceInquiry asked, int mostCounted) {
        long now = clock.millis();
        String pool = poolOf.apply(WaitingJob.of(asked));
        LaneQueue lane = backlog(pool).lane(asked.lane());
        if (paused.contains(asked.id())) {
            return new WaitingPlace(now, WaitReason.PAUSED, null, lane.size(), RecentStarts.NONE, 0);
        }
        TenantQueue queue = lane.of(asked.tenant());
        WaitingJob later = delayed.find(asked.id());
        WaitingJob head = queue == null ? later : queue.peek();
        // where a tenant has jobs waiting, all of its lane are scheduled; so this one need not be looked for
        if (head == null || inFlight.containsKey(asked.id())) {
            return null;
        }
        long notBefore = later == null ? 0 : later.notBefore();
        List<WaitingJob> jobs = queue == null ? List.of() : queue.size() <= mostCounted ? queue.copy() : null;
        return new WaitingPlace(now, reason(pool, lane, asked.lane(), head, notBefore > now), jobs, lane.size(),
                queue == null ? RecentStarts.NONE : queue.starts(now), notBefore);
    }

    private WaitReason reason(String pool, LaneQueue queue, Lane lane, WaitingJob head, boolean later) {
        int window = windows.size(pool, lane);
        if (later) {
            return WaitReason.PROVIDER;
        }
        if (window == 0) {
            return WaitReason.WORKERS;
        }
        // a tenant's first job keeps the others behind it
        WaitReason blocker = admission.blocker(head);
        if (blocker != null) {
            return blocker;
        }
        return queue.handedOut >= window ? WaitReason.WINDOW : WaitReason.TURN;
    }

    /** Jobs of a lane that may still go, now or later. */
    public synchronized int waiting(Lane lane) {
        return delayed.size(lane) + paused.size(lane) - expiredInQueues.of(lane)
                + backlogs.values().stream().mapToInt(backlog -> backlog.lane(lane).size()).sum();
    }

    /** Jobs of a lane that are handed out. */
    public synchronized int inFlight(Lane lane) {
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

    private void enqueue(WaitingJob job) {
        if (orders.hold(job)) {
            paused.add(job);
            return;
        }
        backlog(poolOf.apply(job)).lane(job.lane()).add(job);
    }

    private void leftQueue(WaitingJob expired) {
        expiredInQueues.add(expired.lane(), -1);
    }

    private InFlightJob put(WaitingJob job, String pool, int epoch, boolean fresh) {
        InFlightJob entry = new InFlightJob(job, pool, epoch, clock.millis());
        admission.handedOut(job, fresh);
        sharing.handedOut(job);
        inFlight.put(job.id(), entry);
        backlog(pool).lane(job.lane()).handedOut++;
        return entry;
    }

    private void remove(InFlightJob job) {
        inFlight.remove(job.job().id());
        admission.released(job.job());
        backlog(job.pool()).lane(job.job().lane()).handedOut--;
        add(sharing.released(job.job()));
    }

    private PoolBacklog backlog(String pool) {
        PoolBacklog backlog = backlogs.get(pool);
        if (backlog == null) {
            backlog = new PoolBacklog(guaranteedShare);
            backlogs.put(pool, backlog);
            turns.addLast(pool);
        }
        return backlog;
    }
}
