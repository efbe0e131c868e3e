package dev.longhaul.bench.outcome;

import dev.longhaul.bench.load.Progress;
import dev.longhaul.bench.measure.CpuMeter;
import dev.longhaul.bench.platform.ResultStoreAlone;
import dev.longhaul.bench.report.Report;
import dev.longhaul.contract.message.SubmittedJob;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench outcomes}. */
@Command(name = "outcomes", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Reports outcomes of dispatched jobs, as a worker does, to a result-store that runs alone, and tells how many a second it records.")
public final class OutcomesCommand implements Callable<Integer> {

    private static final int MOST_JOBS = 1_000_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "60000", description = "Outcomes that are measured, 1 to 1000000.")
    private int jobs;

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "60000", description = "Outcomes before them, so that the JVMs have compiled what is measured, 0 to 1000000.")
    private int warmUp;

    @Option(names = "--bundle", paramLabel = "N", defaultValue = "64", description = "Outcomes in a message, 1 to 1000; a busy worker sends 64.")
    private int bundle;

    @Option(names = "--answer-chars", paramLabel = "N", defaultValue = "1024", description = "Length of an answer, 0 to 100000.")
    private int answerChars;

    @Option(names = "--heap", paramLabel = "SIZE", defaultValue = "1g", description = "-Xmx of each JVM that the bench starts.")
    private String heap = "1g";

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the result there as JSON too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = Objects.requireNonNull(spec);
        if (jobs < 1 || jobs > MOST_JOBS || warmUp < 0 || warmUp > MOST_JOBS || bundle < 1 || bundle > 1_000
                || answerChars < 0 || answerChars > 100_000) {
            throw new ParameterException(command.commandLine(), "an option is out of its range; see --help");
        }
        try (ResultStoreAlone platform = ResultStoreAlone.start(heap);
                Outcomes outcomes = new Outcomes(platform, Clock.systemUTC(), answerChars, tenant -> false)) {
            if (warmUp > 0) {
                Progress.say("warming up with " + warmUp + " outcomes");
                outcomes.report(outcomes.dispatched(warmUp), bundle);
            }
            Progress.say("recording " + jobs + " jobs");
            List<SubmittedJob> dispatched = outcomes.dispatched(jobs);
            Progress.say("reporting " + jobs + " outcomes");
            CpuMeter cpu = CpuMeter.start(platform.processes());
            Duration time = outcomes.report(dispatched, bundle);
            OutcomesResult result = new OutcomesResult(jobs, bundle, answerChars, time.toNanos() / 1e9,
                    cpu.read(jobs));
            Report.of(Clock.systemUTC(), command.commandLine().getParent().getParseResult().originalArgs(),
                    "result-store alone", result).publish(result.text(), command.commandLine().getOut(), json);
            return 0;
        }
    }
}
