package dev.longhaul.worker.held;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.RelayJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** All jobs in this worker's hands, at most one dispatch of each. Bounded by the consumers' prefetch. Thread-safe. */
public final class HeldJobs {

    private final ConcurrentMap<JobId, HeldJob> jobs = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition emptied = lock.newCondition();

    /**
     * Takes a dispatch into our hands.
     *
     * @return the job to go on with; null when this delivery needs nothing more than what is already under way
     */
    public @Nullable Entry enter(RelayJob job, HeldDelivery delivery, Later later) {
        HeldJob fresh = new HeldJob(job, delivery);
        boolean repeated = false;
        while (true) {
            HeldJob earlier = jobs.putIfAbsent(job.id(), fresh);
            if (earlier == null) {
                return new Entry(fresh, repeated);
            }
            if (job.epoch() < earlier.job().epoch()) {
                // a newer dispatch of it is here: the record would say the same
                delivery.jobSettled();
                return null;
            }
            boolean same = job.epoch() == earlier.job().epoch();
            if (same && earlier.join(delivery)) {
                return null;
            }
            boolean again = repeated || same;
            if (earlier.withdraw()) {
                // waits on a delivery that was taken back, or for a dispatch that was superseded: this one replaces it
                settle(earlier);
                repeated = again;
            } else if (earlier.afterwards(() -> later.enterAgain(job, delivery, again))) {
                // the earlier dispatch runs: whether this one has to is known when that has ended
                return null;
            }
        }
    }

    /** Its outcome is safe, or it needs none: forgets it and lets its deliveries be acknowledged. */
    public void settle(HeldJob job) {
        jobs.remove(job.job().id(), job);
        job.settle();
        if (jobs.isEmpty()) {
            lock.lock();
            try {
                emptied.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Forgets the waiting jobs whose deliveries the broker has taken back; they come again, here or elsewhere. */
    public int forgetLost() {
        int lost = 0;
        for (HeldJob job : jobs.values()) {
            if (job.isWaiting() && !job.isLive() && job.withdraw()) {
                settle(job);
                lost++;
            }
        }
        return lost;
    }

    /**
     * Gives back all that has not started: a message none of whose jobs has started goes back to its queue. Not so
     * those of the interactive lane: delivered again, they would count as called, because nobody waits for the
     * announcement of their starts.
     *
     * @return the other unstarted jobs, withdrawn: each needs an outcome of its own, which tells that nobody was called
     */
    public List<HeldJob> giveBack() {
        // the broker has them, and perhaps somebody else already: no word of ours may come between
        forgetLost();
        List<HeldJob> unstarted = new ArrayList<>();
        Set<HeldDelivery> begun = Collections.newSetFromMap(new IdentityHashMap<>());
        for (HeldJob job : jobs.values()) {
            if (job.withdraw()) {
                unstarted.add(job);
            } else {
                begun.addAll(job.deliveries());
            }
        }
        List<HeldJob> needOutcome = new ArrayList<>();
        Set<HeldDelivery> whole = Collections.newSetFromMap(new IdentityHashMap<>());
        for (HeldJob job : unstarted) {
            List<HeldDelivery> deliveries = job.deliveries();
            if (job.job().lane() != Lane.INTERACTIVE
                    && deliveries.stream().allMatch(each -> each.isUntouched() && !begun.contains(each))) {
                jobs.remove(job.job().id(), job);
                whole.addAll(deliveries);
            } else {
                needOutcome.add(job);
            }
        }
        whole.forEach(HeldDelivery::giveBack);
        return needOutcome;
    }

    /** Waits until nothing is left, at most for the given time; returns whether that is so. */
    public boolean awaitEmpty(Duration atMost) {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (!jobs.isEmpty() && left > 0) {
                left = emptied.awaitNanos(left);
            }
            return jobs.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return jobs.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    public @Nullable HeldJob find(JobId id) {
        return jobs.get(id);
    }

    public Collection<HeldJob> all() {
        return List.copyOf(jobs.values());
    }

    public int size() {
        return jobs.size();
    }

    /**
     * A job that came into our hands.
     *
     * @param repeated
     *            whether the same dispatch was here before on a delivery that was taken back, so that somebody else may
     *            have run it meanwhile
     */
    public record Entry(HeldJob job, boolean repeated) {}

    /** Brings a delivery back to the intake. */
    public interface Later {

        /**
         * @param repeated
         *            as in {@link Entry}
         */
        void enterAgain(RelayJob job, HeldDelivery delivery, boolean repeated);
    }
}
