package dev.longhaul.bench.limits;

import dev.longhaul.bench.load.LoadOptions;
import dev.longhaul.bench.load.Progress;
import dev.longhaul.bench.load.Tally;
import dev.longhaul.bench.load.Target;
import dev.longhaul.bench.platform.Platform;
import dev.longhaul.bench.platform.PlatformOptions;
import dev.longhaul.bench.report.Report;
import dev.longhaul.contract.job.Lane;
import java.time.Clock;
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

/** {@code bench limits}. */
@Command(name = "limits", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Runs more jobs than the provider allows in a minute, and tells how much of the limit was used and how often the provider had to refuse. The workers learn the limit from the provider's headers. Try --setup processes --processes each --workers 4.")
public final class LimitsCommand implements Callable<Integer> {

    private static final int MOST_A_MINUTE = 60_000;
    private static final int MOST_SECONDS = 600;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private PlatformOptions platformOptions = new PlatformOptions();

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Option(names = "--requests-per-minute", paramLabel = "N", defaultValue = "600", description = "What the provider allows the key, 1 to 60000.")
    private int requestsPerMinute;

    @Option(names = "--burst", paramLabel = "S", defaultValue = "2", description = "Seconds' worth that the provider takes at once, above 0 to 60.")
    private double burstSeconds;

    @Option(names = "--duration", paramLabel = "S", defaultValue = "120", description = "So many seconds' worth of jobs, 10 to 600.")
    private int seconds;

    @Option(names = "--lane", paramLabel = "LANE", defaultValue = "batch", description = "interactive, standard or batch.")
    private Lane lane = Lane.BATCH;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = Objects.requireNonNull(spec);
        if (requestsPerMinute < 1 || requestsPerMinute > MOST_A_MINUTE || burstSeconds <= 0 || burstSeconds > 60
                || seconds < 10 || seconds > MOST_SECONDS) {
            throw new ParameterException(command.commandLine(), "--requests-per-minute must be 1 to " + MOST_A_MINUTE
                    + ", --burst above 0 to 60, --duration 10 to " + MOST_SECONDS);
        }
        Platform platform = platformOptions.open();
        try (Target target = Target.reach(platform, load.workload(new SplittableRandom()))) {
            target.warmUp(load.warmUp(), lane, platformOptions.inFlight());
            target.providerTakes(load.latency());
            int jobs = Math.max(1, (int) ((long) requestsPerMinute * seconds / 60));
            target.simulator().allow(requestsPerMinute, burstSeconds);
            target.simulator().resetLedger(4 * jobs);
            Progress.say(jobs + " jobs against a limit of " + requestsPerMinute + " a minute");
            Tally tally = target.bulk(lane).run("limited", jobs);
            LimitsResult result = LimitsResult.of(requestsPerMinute, burstSeconds, tally,
                    target.simulator().calls(4 * jobs));
            Report.of(Clock.systemUTC(), command.commandLine().getParent().getParseResult().originalArgs(),
                    platform.description(), result)
                    .publish(result.text(platform.description()), command.commandLine().getOut(), load.json());
            return tally.allRight() ? 0 : 1;
        }
    }
}
