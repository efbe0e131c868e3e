package dev.longhaul.bench.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that all measurements share: what is asked, how slow the provider is, where the result goes. */
public final class LoadOptions {

    @Option(names = "--latency", paramLabel = "MS", defaultValue = "100", description = "The provider's own time for an answer.")
    private double latencyMillis;

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "40000", description = "Jobs before the measurement, at latency 0 (throughput: a quarter as many more at its latency): a JVM halves its CPU a job over its first 40,000.")
    private int warmUp;

    @Option(names = "--model", paramLabel = "MODEL", defaultValue = "gpt-5.4-nano", description = "A model of the platform's catalogue.")
    private String model = "gpt-5.4-nano";

    @Option(names = "--prompt-chars", paramLabel = "N", defaultValue = "1024", description = "Length of a prompt.")
    private int promptChars;

    @Option(names = "--answer-tokens", paramLabel = "N", defaultValue = "256", description = "Length of an answer, four characters each.")
    private int answerTokens;

    @Option(names = "--repeats", paramLabel = "PERCENT", defaultValue = "0", description = "Prompts that ask again what an earlier one has asked, 0 to 99; then the platform may share answers.")
    private int repeats;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the result there as JSON too.")
    private @Nullable Path json;

    public Duration latency() {
        return Duration.ofNanos((long) (latencyMillis * 1e6));
    }

    public int warmUp() {
        return warmUp;
    }

    public @Nullable Path json() {
        return json;
    }

    /** A workload whose prompts no earlier run has asked. */
    public Workload workload(SplittableRandom random) {
        return new Workload(model, promptChars, answerTokens, random.nextLong(), repeats / 100.0);
    }

    /** Whether the part of the prompts that repeat others is none. */
    public boolean isOutOfRange() {
        return repeats < 0 || repeats > 99;
    }

    /** Whether prompts repeat others. */
    public boolean hasRepeats() {
        return repeats > 0;
    }

    /** For the head of a result. */
    public String describe() {
        return "provider " + (long) latencyMillis + " ms, prompts of " + promptChars + " characters, answers of "
                + answerTokens * 4 + (repeats == 0 ? "" : ", " + repeats + " % repeat an earlier one")
                + "; warmed up by " + warmUp + " jobs";
    }
}
