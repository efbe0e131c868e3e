package dev.longhaul.bench.backlog;

import dev.longhaul.bench.load.BulkJobs;
import dev.longhaul.bench.load.Orders;
import dev.longhaul.bench.load.Progress;
import dev.longhaul.bench.load.Tally;
import dev.longhaul.bench.load.Target;
import dev.longhaul.bench.measure.CpuMeter;
import dev.longhaul.bench.measure.LiveHeap;
import dev.longhaul.bench.measure.MeasuredProcess;
import dev.longhaul.bench.measure.ProcessUse;
import dev.longhaul.bench.platform.Platform;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.WaitReason;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Tenant B's jobs while more and more of tenant A wait in the same lane. A may have one job a minute, so that every
 * choice looks at A and passes it over.
 */
final class PlatformBeside {

    /** Of the jobs that are measured, a part that is not goes before. */
    private static final int WARM_UP_PART = 4;
    private static final int FEW_REMEMBERED = 100;
    private static final Set<String> WITH_DISPATCHER = Set.of("dispatcher", "services");

    private final Target target;
    private final Lane lane;
    private final int jobs;
    private int submitted;
    private long ran;

    /**
     * @param target
     *            whose second tenant is A
     * @param jobs
     *            of tenant B in each step
     */
    PlatformBeside(Target target, Lane lane, int jobs) {
        this.target = target;
        this.lane = lane;
        this.jobs = jobs;
    }

    /** Lets A have one job a minute, and returns when that is in force; one of its jobs waits then. */
    void hold(Orders admin) throws InterruptedException {
        admin.limitRate(Platform.tenant(1), 1);
        new BulkJobs(target.clients().get(1), target.workload(), lane).submitUntilWaiting("held",
                WaitReason.TENANT_RATE);
        submitted = 1;
    }

    /**
     * @param waiting
     *            not less than at the call before
     */
    PlatformStep measure(int waiting) throws InterruptedException {
        fill(waiting);
        Progress.say(jobs + " jobs of tenant B while " + waiting + " of tenant A wait");
        Target.mustBeRight(target.bulk(lane).run("before " + waiting, Math.ceilDiv(jobs, WARM_UP_PART)));
        ran -= Math.ceilDiv(jobs, WARM_UP_PART);
        List<MeasuredProcess> processes = new ArrayList<>(List.of(MeasuredProcess.driver()));
        processes.addAll(target.platform().processes());
        CpuMeter meter = CpuMeter.start(processes);
        Tally tally = target.bulk(lane).run("beside " + waiting, jobs);
        List<ProcessUse> uses = meter.read(jobs);
        ran += target.simulator().totals().asked() - jobs;
        MeasuredProcess dispatcher = processes.stream().filter(process -> WITH_DISPATCHER.contains(process.name()))
                .findFirst().orElseThrow();
        OptionalDouble heap = LiveHeap.of(dispatcher.pid());
        return new PlatformStep(submitted - ran, tally, tally.perSecond(),
                ProcessUse.perThousandWithoutProvider(uses),
                uses.get(processes.indexOf(dispatcher)), heap.isPresent() ? heap.getAsDouble() : null, uses);
    }

    private void fill(int waiting) throws InterruptedException {
        target.simulator().resetLedger(FEW_REMEMBERED);
        if (waiting > submitted) {
            Progress.say(waiting - submitted + " more jobs of tenant A");
            BulkJobs backlog = new BulkJobs(target.clients().get(1), target.workload(), lane);
            Target.mustBeRight(backlog.submit("backlog", submitted, waiting - 1));
            backlog.submitLast("backlog", waiting - 1);
            submitted = waiting;
        }
    }
}
