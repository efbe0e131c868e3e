package dev.longhaul.bench.backlog;

import dev.longhaul.bench.load.LoadOptions;
import dev.longhaul.bench.load.Orders;
import dev.longhaul.bench.load.Progress;
import dev.longhaul.bench.load.Target;
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

/** {@code bench backlog}: what a job costs while more and more others wait. */
@Command(name = "backlog", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Runs jobs of one tenant while more and more of another's wait and may not go; and the scheduler alone with as many waiting. Needs --setup processes --tenants 2; with --processes each the dispatcher's memory is told apart. The platform is thrown away at the end.")
public final class BacklogCommand implements Callable<Integer> {

    private static final int MOST_WAITING = 5_000_000;
    private static final int MOST_JOBS = 1_000_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private PlatformOptions platformOptions = new PlatformOptions();

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Option(names = "--waiting", paramLabel = "N", split = ",", defaultValue = "1000,10000,100000", description = "Jobs that wait, step by step, from few to many: 1 to 5000000 each.")
    private List<Integer> waiting = new ArrayList<>();

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "20000", description = "Jobs that run in each step.")
    private int jobs;

    @Option(names = "--lane", paramLabel = "LANE", defaultValue = "batch", description = "Of all of them: interactive, standard or batch.")
    private Lane lane = Lane.BATCH;

    @Option(names = "--scheduler-only", description = "Leaves the platform out.")
    private boolean schedulerOnly;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = Objects.requireNonNull(spec);
        if (jobs < 1 || jobs > MOST_JOBS || !waiting.equals(waiting.stream().sorted().toList())
                || waiting.getFirst() < 1 || waiting.getLast() > MOST_WAITING) {
            throw new ParameterException(command.commandLine(), "--jobs must be 1 to " + MOST_JOBS
                    + ", --waiting from few to many and 1 to " + MOST_WAITING + " each");
        }
        String what = Figures.whole(jobs) + " jobs of the " + lane.wire() + " lane in each step";
        if (schedulerOnly) {
            return publish(command, "no platform", new BacklogResult(what, scheduler(), List.of()));
        }
        Platform platform = platformOptions.openAdministered(2);
        List<PlatformStep> steps = new ArrayList<>();
        try (Target target = Target.reach(platform, load.workload(new SplittableRandom()));
                Orders admin = new Orders(platform.url(), Objects.requireNonNull(platform.adminKey()))) {
            target.warmUp(load.warmUp(), lane, platformOptions.inFlight());
            target.providerTakes(load.latency());
            PlatformBeside beside = new PlatformBeside(target, lane, jobs);
            beside.hold(admin);
            for (int step : waiting) {
                steps.add(beside.measure(step));
            }
        }
        // when nothing else runs
        return publish(command, platform.description(),
                new BacklogResult(what + ", " + load.describe(), scheduler(), steps));
    }

    private List<SchedulerStep> scheduler() {
        Progress.say("the scheduler alone");
        SchedulerAlone scheduler = new SchedulerAlone(Clock.systemUTC(), jobs);
        scheduler.measure(waiting.getFirst());
        return waiting.stream().map(scheduler::measure).toList();
    }

    private int publish(CommandSpec command, String setup, BacklogResult result) {
        Report.of(Clock.systemUTC(), command.commandLine().getParent().getParseResult().originalArgs(), setup, result)
                .publish(result.text(setup), command.commandLine().getOut(), load.json());
        return result.isRight() ? 0 : 1;
    }
}
