package dev.longhaul.bench.latency;

import dev.longhaul.bench.load.ChatEndpoint;
import dev.longhaul.bench.load.LoadOptions;
import dev.longhaul.bench.load.PacedCalls;
import dev.longhaul.bench.load.Progress;
import dev.longhaul.bench.load.Tally;
import dev.longhaul.bench.load.Target;
import dev.longhaul.bench.platform.Platform;
import dev.longhaul.bench.platform.PlatformOptions;
import dev.longhaul.bench.report.Report;
import dev.longhaul.contract.job.Lane;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench latency}. */
@Command(name = "latency", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Makes chat calls at a steady rate: directly, through the platform alone, and while a batch runs.")
public final class LatencyCommand implements Callable<Integer> {

    /** A batch of one job for so many of the warm-up. */
    private static final int JOBS_A_BATCH_JOB = 5;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private PlatformOptions platformOptions = new PlatformOptions();

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Option(names = "--rate", paramLabel = "N", defaultValue = "20", description = "Chat calls a second.")
    private double rate;

    @Option(names = "--duration", paramLabel = "S", defaultValue = "60", description = "Seconds of each of the three measurements; the last ends with the batch if that is earlier.")
    private int seconds;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "20000", description = "Jobs of the batch; 0 leaves it out.")
    private int batch;

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec);
        if (!(rate > 0 && rate <= 10_000) || seconds < 1 || seconds > 3_600 || batch < 0) {
            throw new ParameterException(command.commandLine(),
                    "--rate must be above 0 and at most 10000, --duration 1 to 3600, --batch 0 or more");
        }
        Platform platform = platformOptions.open();
        try (Target target = Target.reach(platform, load.workload(new SplittableRandom()))) {
            target.warmUp(load.warmUp(), Lane.BATCH, platformOptions.inFlight());
            target.warmUpChat(load.warmUp());
            target.providerTakes(load.latency());
            warmUpBesideBatch(target);
            LatencyResult result = measure(target);
            Report.of(Clock.systemUTC(), command.commandLine().getParent().getParseResult().originalArgs(),
                    platform.description(), result)
                    .publish(result.text(platform.description()), command.commandLine().getOut(), load.json());
            return result.isRight() ? 0 : 1;
        }
    }

    /** Both at once, as they are measured: a JIT compiler that learns of it only then would take a core for seconds. */
    private void warmUpBesideBatch(Target target) throws InterruptedException, ExecutionException {
        int jobs = Math.min(batch, load.warmUp() / JOBS_A_BATCH_JOB);
        if (jobs > 0) {
            Progress.say("warming up with chat calls while " + jobs + " batch jobs run");
            Beside beside = beside(target, "warm-up beside", jobs);
            Target.mustBeRight(beside.batch());
        }
    }

    private LatencyResult measure(Target target) throws InterruptedException, ExecutionException {
        Added direct = paced(target, target.direct(), "direct");
        Added alone = paced(target, target.chat(), "alone");
        String what = rate + " chat calls a second for " + seconds + " s, " + load.describe();
        if (batch == 0) {
            return new LatencyResult(what, direct, alone, null, null);
        }
        Progress.say("chat calls while " + batch + " batch jobs run");
        Beside beside = beside(target, "during", batch);
        return new LatencyResult(what, direct, alone, beside.chat(), beside.batch());
    }

    private Beside beside(Target target, String phase, int jobs) throws InterruptedException, ExecutionException {
        try (ExecutorService background = Executors.newSingleThreadExecutor()) {
            Future<Tally> running = background.submit(() -> target.bulk(Lane.BATCH).run(phase + " batch", jobs));
            Added chat = Added.of(new PacedCalls(target.chat(), target.workload(), rate).run(phase,
                    Duration.ofSeconds(seconds), () -> !running.isDone()), load.latency());
            return new Beside(chat, running.get());
        }
    }

    /** Chat calls, and the batch that ran meanwhile. */
    private record Beside(Added chat, Tally batch) {}

    private Added paced(Target target, ChatEndpoint endpoint, String phase) throws InterruptedException {
        Progress.say("chat calls, " + phase + ", for " + seconds + " s");
        return Added.of(new PacedCalls(endpoint, target.workload(), rate).run(phase, Duration.ofSeconds(seconds),
                () -> true), load.latency());
    }
}
