package dev.longhaul.bench.backlog;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.dispatcher.fairness.Admission;
import dev.longhaul.dispatcher.fairness.InFlightJob;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.dispatcher.sharing.SharedAnswers;
import dev.longhaul.store.job.Shard;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The dispatcher's scheduler without servers: how long a choice takes, and what a waiting job takes of the heap. */
final class SchedulerAlone {

    static final int TENANTS = 100;
    /** As many as the dispatcher chooses and records at a time. */
    private static final int AT_A_TIME = 500;
    private static final Shard SHARD = new Shard(Lane.BATCH, 0);
    private static final TokenEstimate ESTIMATE = new TokenEstimate(256, 256);
    private static final Admission ALL_GO = new SomeHeld(tenant -> false);
    private static final Admission ONE_GOES = new SomeHeld(tenant -> !tenant.equals(tenant(0)));

    private final Clock clock;
    private final int jobs;
    private long next;

    /**
     * @param jobs
     *            that are timed in each step
     */
    SchedulerAlone(Clock clock, int jobs) {
        this.clock = clock;
        this.jobs = jobs;
    }

    /** Takes the figures; the first call's are those of code that is not compiled yet. */
    SchedulerStep measure(int waiting) {
        long before = usedHeap();
        Scheduler allGo = filled(ALL_GO, waiting);
        double bytes = (double) (usedHeap() - before) / waiting;
        double all = microsAJob(allGo, TENANTS);
        double besideHeld = microsAJob(filled(ONE_GOES, waiting), 1);
        return new SchedulerStep(waiting, all, besideHeld, bytes);
    }

    private Scheduler filled(Admission admission, int waiting) {
        Scheduler scheduler = new Scheduler(clock, 0.1, (pool, lane, onTheWay) -> Integer.MAX_VALUE, model -> "default",
                admission, new SharedAnswers(clock, 1));
        scheduler.own(SHARD);
        for (int added = 0; added < waiting; added += AT_A_TIME) {
            scheduler.add(arriving(Math.min(AT_A_TIME, waiting - added), TENANTS));
        }
        return scheduler;
    }

    /** So many come, as many are chosen and released; how many wait stays the same. The median of all such turns. */
    private double microsAJob(Scheduler scheduler, int tenants) {
        long[] nanos = new long[Math.ceilDiv(jobs, AT_A_TIME)];
        for (int turn = 0; turn < nanos.length; turn++) {
            List<WaitingJob> arriving = arriving(AT_A_TIME, tenants);
            long begin = System.nanoTime();
            scheduler.add(arriving);
            List<InFlightJob> picked = scheduler.pick(AT_A_TIME);
            picked.forEach(scheduler::release);
            nanos[turn] = System.nanoTime() - begin;
            if (picked.size() != AT_A_TIME) {
                throw new IllegalStateException("the scheduler chose " + picked.size() + " of " + AT_A_TIME);
            }
        }
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e3 / AT_A_TIME;
    }

    private List<WaitingJob> arriving(int count, int tenants) {
        List<WaitingJob> jobsArriving = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // in the order of submission, as the ids of real ones
            JobId id = new JobId(((next >>> 12) << 16) | 0x7000 | (next & 0xfff), Long.MIN_VALUE, 0);
            jobsArriving.add(WaitingJob.of(id, SHARD, tenant((int) (next % tenants)), "key_1", null, null,
                    null, "gpt-5.4-nano", 5, ESTIMATE, null, null));
            next++;
        }
        return jobsArriving;
    }

    private static String tenant(int index) {
        return "tenant-" + index;
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
