package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.message.PlaceInquiry;
import dev.longhaul.dispatcher.pool.Routes;
import dev.longhaul.store.job.JobRevisions.RevisedJob;
import dev.longhaul.store.job.OpenJob;
import dev.longhaul.store.job.Shard;
import dev.longhaul.store.order.StandingOrder;
import dev.longhaul.store.order.StandingOrder.Reprioritised;
import java.time.Clock;
import java.time.Instant;
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
import org.jspecify.annotations.Nullable;

/**
 * Everything that this dispatcher's shards have waiting and in flight, and the choice of what goes next. Pure memory:
 * no method waits for anything but the lock. Thread-safe.
 */
public final class Scheduler {

    /** An order to cancel that is older than this was carried out long before this dispatcher heard of it. */
    private static final long OLD_CANCEL_MILLIS = 3_600_000;
    /** Of a job without its call: record, broker, worker, broker, record and log each take some of it. */
    static final long WAY_MILLIS = 150;

    private final Clock clock;
    private final Windows windows;
    private final Function<WaitingJob, String> poolOf;
    private final Admission admission;
    private final Sharing sharing;

    private final Set<Shard> owned = new HashSet<>();
    private final Orders orders = new Orders();
    private final WaitingRoom room;
    private final Map<JobId, InFlightJob> inFlight = new HashMap<>();
    private boolean ordersMissing;

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
        this.windows = windows;
        this.poolOf = poolOf;
        this.admission = admission;
        this.sharing = sharing;
        this.room = new WaitingRoom(guaranteedShare, poolOf, orders, sharing);
    }

    /** How many jobs may be with a pool's workers and queues at a time. */
    public interface Windows {

        /**
         * @param onTheWay
         *            jobs that come back in the time that one is between a dispatcher and a worker, there and back
         */
        int size(String pool, Lane lane, int onTheWay);
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
        room.disown(shard, clock.millis());
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
            LaneQueue lane = room.queue(pool, job.lane());
            if (lane.isEmpty() && owned.contains(job.shard()) && lane.handedOut < window(pool, job.lane(), now)
                    && !inFlight.containsKey(job.id()) && !job.isExpired(now) && !orders.hold(job)
                    && orders.cancelling(job) == null && !sharing.couldTake(job) && admission.keyMayGo(job)
                    && admission.mayGo(job)) {
                admitted.put(job.id(), put(job, pool, 1, true));
            }
        }
        return admitted;
    }

    /** Adds jobs that wait in the record. Those of shards that are not ours, and those in flight, are left out. */
    public synchronized void add(Collection<WaitingJob> jobs) {
        long now = clock.millis();
        for (WaitingJob job : jobs) {
            if (owned.contains(job.shard()) && !inFlight.containsKey(job.id())) {
                room.add(job, now);
            }
        }
    }

    /** Takes up an open job as the record has it: it waits, or was handed out before we knew of it. */
    public synchronized void takeUp(OpenJob recorded, Shard shard) {
        WaitingJob job = WaitingJob.of(recorded, shard);
        if (recorded.state() == JobState.QUEUED) {
            takeUpQueued(job, recorded.paused());
        } else if (owned.contains(shard) && !inFlight.containsKey(job.id())) {
            put(job, poolOf.apply(job), recorded.epoch(), false);
        }
    }

    /**
     * Takes up a job that is queued in the record.
     *
     * @param isPaused
     *            by itself, not with others
     */
    public synchronized void takeUpQueued(WaitingJob job, boolean isPaused) {
        orders.pause(job.id(), isPaused && owned.contains(job.shard()));
        add(List.of(job));
    }

    /** Chooses up to so many jobs to go next, in the order in which they are to go; they are in flight from now on. */
    public synchronized List<InFlightJob> pick(int most) {
        long now = clock.millis();
        room.turnTo(now);
        List<InFlightJob> picked = new ArrayList<>();
        if (!ordersMissing) {
            room.takeTurns().forEach(pool -> pick(pool, most, now, picked));
        }
        return picked;
    }

    private void pick(String pool, int most, long now, List<InFlightJob> picked) {
        PoolBacklog backlog = room.backlog(pool);
        LaneCounts space = new LaneCounts();
        Set<Lane> closed = EnumSet.noneOf(Lane.class);
        for (Lane lane : Lane.values()) {
            space.add(lane, window(pool, lane, now) - backlog.lane(lane).handedOut);
            closeIfFull(lane, space, closed);
        }
        // also those that need no call count, so that the lock is not held over a million of them
        for (int looked = picked.size(); looked < most; looked++) {
            WaitingJob next = backlog.poll(closed, now, admission, room::leftQueue);
            if (next == null) {
                return;
            }
            // told of twice, by an event and by a look at the record, it goes once, and not before its time
            if (inFlight.containsKey(next.id()) || room.isAside(next.id())) {
                continue;
            }
            if (sharing.take(next)) {
                backlog.lane(next.lane()).refund(next);
            } else {
                room.forgetDeadline(next);
                picked.add(put(next, pool, 0, true));
                space.add(next.lane(), -1);
                closeIfFull(next.lane(), space, closed);
            }
        }
    }

    private int window(String pool, Lane lane, long now) {
        return windows.size(pool, lane, room.queue(pool, lane).pace.within(WAY_MILLIS, now));
    }

    private static void closeIfFull(Lane lane, LaneCounts space, Set<Lane> closed) {
        if (space.of(lane) <= 0) {
            closed.add(lane);
        }
    }

    /** These jobs are about to have others' answers, whatever their deadlines. */
    public synchronized void answered(Collection<WaitingJob> jobs) {
        for (WaitingJob job : jobs) {
            room.forgetDeadline(job);
            sharing.leave(job.id());
        }
    }

    /** Takes up to so many jobs whose deadline has passed while they waited; the caller ends them in the record. */
    public synchronized List<WaitingJob> takeExpired(int most) {
        return room.takeExpired(most, clock.millis());
    }

    /** Gives back expired jobs that the record could not be told of. */
    public synchronized void putBackExpired(Collection<WaitingJob> jobs) {
        room.putBackExpired(jobs);
    }

    /** Takes up to so many jobs of tenants and keys that are refused; the caller ends them in the record. */
    public synchronized List<WaitingJob> takeRefused(int most) {
        List<WaitingJob> taken = new ArrayList<>();
        for (Admission.Holder each : admission.refused()) {
            taken.addAll(room.takeFrom(each, most - taken.size(), clock.millis()));
        }
        return taken;
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
            orders.finishLater(order, now);
        }
        Reprioritised change = Objects.equals(order.reprioritised(), before.reprioritised())
                ? null
                : order.reprioritised();
        room.move(order.jobs().tenant(), job -> order.jobs().contains(job.tenant(), job.batch()),
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
        byTenant.forEach((tenant, jobs) -> room.move(tenant, job -> jobs.containsKey(job.id()), job -> {
            OpenJob recorded = jobs.get(job.id());
            return recorded == null ? job : job.withPriority(recorded.priority());
        }, now));
    }

    /** Forgets what is kept of a job outside the queues: it has ended. */
    public synchronized void forget(JobId id) {
        orders.pause(id, false);
        room.forgetPaused(id);
    }

    /**
     * Takes the sets of jobs that were ordered to be cancelled a while ago; the caller makes sure that all of them are.
     */
    public synchronized List<StandingOrder> takeUnfinishedCancels() {
        return orders.takeUnfinished(clock.millis());
    }

    /** Gives back one that the record could not be told of. */
    public synchronized void putBackCancel(StandingOrder order) {
        orders.finishLater(order, clock.millis());
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
        LaneQueue lane = queueOf(job);
        lane.takenUpTo = Math.max(lane.takenUpTo, job.handedOutAt());
    }

    /**
     * Whether workers have taken jobs from the same queue that were handed out so much later: queues are in order, so
     * this one is not in it any more.
     */
    public synchronized boolean isOvertaken(InFlightJob job, long byMillis) {
        return queueOf(job).takenUpTo - job.handedOutAt() > byMillis;
    }

    /** Those in flight that nobody has been seen to hold since the given time, in milliseconds since 1970. */
    public synchronized List<InFlightJob> unseenSince(long before) {
        return inFlight.values().stream().filter(job -> job.seenAt() < before).toList();
    }

    /** Sends what waits where it goes now: pools have come or gone. Walks all that waits. */
    public synchronized void reroute() {
        room.reroute();
    }

    /** As the other, of one tenant: its plan allows other places than before. */
    public synchronized void reroute(String tenant) {
        room.reroute(tenant);
    }

    /** Takes up to so many jobs that stand in a pool's queues, past all limits; the caller ends them in the record. */
    public synchronized List<WaitingJob> takeFrom(String pool, int most) {
        return room.takeFrom(pool, most, clock.millis());
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
        LaneQueue lane = room.queue(pool, asked.lane());
        if (room.isPaused(asked.id())) {
            return WaitingPlace.aside(now, WaitReason.PAUSED, lane.size());
        }
        if (sharing.holds(asked.id())) {
            return WaitingPlace.aside(now, WaitReason.ANSWER, lane.size());
        }
        TenantQueue queue = lane.of(asked.tenant());
        WaitingJob later = room.findDelayed(asked.id());
        // where a tenant has jobs waiting, all of its lane are scheduled; so this one need not be looked for
        if ((queue == null && later == null) || inFlight.containsKey(asked.id())) {
            return null;
        }
        if (later != null && later.notBefore() > now) {
            return WaitingPlace.until(now, later.notBefore(), queue, lane.size(), mostCounted);
        }
        if (queue == null) {
            return WaitingPlace.aside(now, WaitReason.TURN, lane.size());
        }
        boolean workers = window(pool, asked.lane(), now) > 0;
        KeyQueue ofKey = queue.ofKey(asked.keyId());
        WaitReason keys = ofKey == null || !workers ? null : admission.keyBlocker(ofKey.head());
        if (ofKey != null && keys != null) {
            // others of the tenant pass them
            return WaitingPlace.in(now, keys, ofKey, lane.size(), mostCounted);
        }
        return WaitingPlace.in(now, workers ? reason(pool, asked.lane(), queue, now) : Routes.reason(pool), queue,
                lane.size(), mostCounted);
    }

    /**
     * Why a tenant's jobs wait: its first one that may go as far as its key is concerned keeps the others behind it.
     */
    private WaitReason reason(String pool, Lane lane, TenantQueue queue, long now) {
        WaitingJob head = queue.head(job -> admission.keyBlocker(job) == null);
        WaitReason tenants = head == null ? null : admission.blocker(head);
        if (tenants != null) {
            return tenants;
        }
        return room.queue(pool, lane).handedOut >= window(pool, lane, now) ? WaitReason.WINDOW : WaitReason.TURN;
    }

    /** Jobs of a lane that may still go, now or later. */
    public synchronized int waiting(Lane lane) {
        return room.waiting(lane);
    }

    /** Jobs of a lane that are handed out. */
    public synchronized int inFlight(Lane lane) {
        return room.handedOut(lane);
    }

    private LaneQueue queueOf(InFlightJob job) {
        return room.queue(job.pool(), job.job().lane());
    }

    private InFlightJob put(WaitingJob job, String pool, int epoch, boolean fresh) {
        InFlightJob entry = new InFlightJob(job, pool, epoch, clock.millis());
        admission.handedOut(job, fresh);
        sharing.handedOut(job);
        inFlight.put(job.id(), entry);
        queueOf(entry).handedOut++;
        return entry;
    }

    private void remove(InFlightJob job) {
        inFlight.remove(job.job().id());
        admission.released(job.job());
        LaneQueue lane = queueOf(job);
        lane.handedOut--;
        lane.pace.count(clock.millis());
        add(sharing.released(job.job()));
    }
}
