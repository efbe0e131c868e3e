package dev.longhaul.worker.held;

import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.worker.stop.StopSignal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dispatch of a job in our hands. Several threads may want to move it at the same time (its slot, a cancel, a stop, a
 * lost connection); the first one wins and the others are told so. Thread-safe.
 */
public final class HeldJob {

    private final RelayJob job;
    private final StopSignal stop = new StopSignal();
    private final List<HeldDelivery> deliveries = new ArrayList<>(1);
    private final List<Runnable> afterwards = new ArrayList<>(0);
    private @Nullable Runnable whenWithdrawn;
    private Phase phase = Phase.WAITING;

    public HeldJob(RelayJob job, HeldDelivery delivery) {
        this.job = job;
        deliveries.add(delivery);
    }

    public RelayJob job() {
        return job;
    }

    public StopSignal stop() {
        return stop;
    }

    /** Takes it from waiting to started; false when somebody else has decided otherwise. */
    public synchronized boolean start() {
        return move(Phase.STARTED);
    }

    /** Takes it from waiting to being ended unstarted, by the caller; false when it started or ended already. */
    public boolean withdraw() {
        Runnable action;
        synchronized (this) {
            action = whenWithdrawn;
            if (!move(Phase.WITHDRAWN)) {
                return false;
            }
        }
        // without the lock: who starts a job may hold a lock of the action's already
        if (action != null) {
            action.run();
        }
        return true;
    }

    private boolean move(Phase to) {
        if (phase != Phase.WAITING) {
            return false;
        }
        phase = to;
        whenWithdrawn = null;
        return true;
    }

    /** Runs an action once when it is withdrawn, at once if that was before; never after a start. */
    public void whenWithdrawn(Runnable action) {
        synchronized (this) {
            if (phase == Phase.WAITING) {
                whenWithdrawn = action;
            }
            if (phase == Phase.WAITING || phase == Phase.STARTED) {
                return;
            }
        }
        action.run();
    }

    /**
     * Gives it up although it has a slot, because the broker took its deliveries back before a call was made; false
     * when a delivery of it is still, or again, ours.
     */
    public synchronized boolean abandon() {
        if (phase != Phase.STARTED || deliveries.stream().anyMatch(HeldDelivery::isLive)) {
            return false;
        }
        phase = Phase.WITHDRAWN;
        return true;
    }

    /** Whether it waits for a verdict or a slot. */
    public synchronized boolean isWaiting() {
        return phase == Phase.WAITING;
    }

    /** Whether a call of it may have begun. */
    public synchronized boolean hasStarted() {
        return phase == Phase.STARTED;
    }

    /** Whether the broker still counts one of its deliveries as ours. */
    public synchronized boolean isLive() {
        return deliveries.stream().anyMatch(HeldDelivery::isLive);
    }

    /**
     * Lets another copy of the same dispatch be acknowledged together with this one. False when this one has ended, or
     * waits on a delivery that the broker took back: then somebody else may have run the job meanwhile.
     */
    synchronized boolean join(HeldDelivery copy) {
        boolean runs = phase == Phase.STARTED;
        boolean waits = phase == Phase.WAITING && deliveries.stream().anyMatch(HeldDelivery::isLive);
        if (runs || waits) {
            deliveries.add(copy);
        }
        return runs || waits;
    }

    /** Runs an action when this dispatch is settled; false when it is settled already and the action was not kept. */
    synchronized boolean afterwards(Runnable action) {
        return phase != Phase.SETTLED && afterwards.add(action);
    }

    /** Its outcome is safe, or it needs none: the deliveries may go. */
    void settle() {
        List<HeldDelivery> done;
        List<Runnable> next;
        synchronized (this) {
            phase = Phase.SETTLED;
            done = List.copyOf(deliveries);
            next = List.copyOf(afterwards);
            deliveries.clear();
            afterwards.clear();
        }
        done.forEach(HeldDelivery::jobSettled);
        next.forEach(Runnable::run);
    }

    synchronized List<HeldDelivery> deliveries() {
        return List.copyOf(deliveries);
    }

    private enum Phase {
        WAITING, STARTED, WITHDRAWN, SETTLED
    }
}
