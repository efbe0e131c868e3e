package dev.longhaul.bench.throughput;

import dev.longhaul.bench.load.ChatCalls;
import dev.longhaul.bench.load.LoadOptions;
import dev.longhaul.bench.load.Progress;
import dev.longhaul.bench.load.Tally;
import dev.longhaul.bench.load.Target;
import dev.longhaul.bench.measure.CpuMeter;
import dev.longhaul.bench.measure.MeasuredProcess;
import dev.longhaul.bench.platform.Platform;
import dev.longhaul.bench.platform.PlatformOptions;
import dev.longhaul.bench.report.Figures;
import dev.longhaul.bench.report.Report;
import dev.longhaul.contract.job.Lane;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench throughput}. */
@Command(name = "throughput", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Runs jobs from the submit of the first to the result of the last, and as many direct calls; checks every answer.")
public final class ThroughputCommand implements Callable<Integer> {

    private static final int MOST_JOBS = 5_000_000;
    private static final int FEW_REMEMBERED = 100;
    /** For so many jobs of the warm-up there is one more at the latency that is measured. */
    private static final int WARM_UP_PART_AT_LATENCY = 4;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private PlatformOptions platformOptions = new PlatformOptions();

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "20000", description = "Jobs of each run.")
    private int jobs;

    @Option(names = "--runs", paramLabel = "N", defaultValue = "1", description = "Runs on the same platform; the table shows the median one.")
    private int runs;

    @Option(names = "--lane", paramLabel = "LANE", defaultValue = "batch", description = "interactive, standard or batch.")
    private Lane lane = Lane.BATCH;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = Objects.requireNonNull(spec);
        if (load.isOutOfRange()) {
            throw new ParameterException(command.commandLine(), "--repeats must be 0 to 99");
        }
        if (jobs < 1 || jobs > MOST_JOBS || runs < 1) {
            throw new ParameterException(command.commandLine(),
                    "--jobs must be 1 to " + MOST_JOBS + ", --runs 1 or more");
        }
        Platform platform = platformOptions.open();
        try (Target target = Target.reach(platform, load.workload(new SplittableRandom()))) {
            target.warmUp(load.warmUp(), lane, platformOptions.inFlight());
            target.warmUpAt(load.latency(), load.warmUp() / WARM_UP_PART_AT_LATENCY, lane);
            List<Run> measured = new ArrayList<>();
            for (int i = 1; i <= runs; i++) {
                measured.add(new Run(direct(target, i), platform(target, i)));
            }
            ThroughputResult result = ThroughputResult.of(Figures.whole(jobs) + " jobs of the " + lane.wire()
                    + " lane, " + platformOptions.inFlight() + " calls in flight, " + load.describe(),
                    load.hasRepeats(), measured);
            Report.of(Clock.systemUTC(), command.commandLine().getParent().getParseResult().originalArgs(),
                    platform.description(), result)
                    .publish(result.text(platform.description()), command.commandLine().getOut(), load.json());
            return result.isRight() ? 0 : 1;
        }
    }

    private Side direct(Target target, int run) throws InterruptedException {
        Progress.say("run " + run + ": " + jobs + " direct calls");
        prepare(target);
        CpuMeter meter = CpuMeter.start(List.of(MeasuredProcess.driver()));
        Tally tally = ChatCalls.run(target.direct(), target.workload(), "direct " + run, jobs,
                platformOptions.inFlight());
        return Side.of(tally, target.simulator().totals().asked(), meter.read(jobs));
    }

    private Side platform(Target target, int run) throws InterruptedException {
        Progress.say("run " + run + ": " + jobs + " jobs through the platform");
        prepare(target);
        List<MeasuredProcess> processes = new ArrayList<>(List.of(MeasuredProcess.driver()));
        processes.addAll(target.platform().processes());
        CpuMeter meter = CpuMeter.start(processes);
        Tally tally = target.bulk(lane).run("run " + run, jobs);
        return Side.of(tally, target.simulator().totals().asked(), meter.read(jobs));
    }

    private void prepare(Target target) {
        target.providerTakes(load.latency());
        target.simulator().resetLedger(FEW_REMEMBERED);
    }
}
