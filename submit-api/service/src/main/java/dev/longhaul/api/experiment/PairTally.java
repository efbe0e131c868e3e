package dev.longhaul.api.experiment;

import dev.longhaul.api.statistics.Moments;
import dev.longhaul.api.statistics.PairedRates;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.experiment.Variant;
import dev.longhaul.store.job.JobExperiments.ExperimentJob;
import org.jspecify.annotations.Nullable;

/**
 * The differences between a variant and another on the same prompts. What differs from prompt to prompt falls out of
 * each difference, so that they tell more than two variants side by side. Not thread-safe.
 */
final class PairTally {

    final Variant variant;
    final Variant baseline;
    final PairedRates success = new PairedRates();
    final PairedRates refusal = new PairedRates();
    final Moments latency = new Moments();
    final Moments call = new Moments();
    final Moments promptTokens = new Moments();
    final Moments completionTokens = new Moments();
    final Moments nanoDollars = new Moments();
    final Moments characters = new Moments();
    long pairs;

    PairTally(Variant variant, Variant baseline) {
        this.variant = variant;
        this.baseline = baseline;
    }

    /** Takes two jobs with the same prompt. */
    void add(ExperimentJob job, ExperimentJob other) {
        pairs++;
        if (Measures.isJudged(job) && Measures.isJudged(other)) {
            success.add(job.state() == JobState.SUCCEEDED, other.state() == JobState.SUCCEEDED);
        }
        if (Measures.tellsRefusal(job) && Measures.tellsRefusal(other)) {
            refusal.add(Measures.isRefused(job), Measures.isRefused(other));
        }
        if (Measures.hasAnswered(job) && Measures.hasAnswered(other)) {
            addAnswers(job, other);
        }
    }

    private void addAnswers(ExperimentJob job, ExperimentJob other) {
        latency.add(Measures.latencyMillis(job) - Measures.latencyMillis(other));
        add(call, job.callMillis(), other.callMillis());
        add(nanoDollars, job.nanoDollars(), other.nanoDollars());
        add(characters, job.characters(), other.characters());
        Usage used = job.usage();
        Usage otherUsed = other.usage();
        if (used != null && otherUsed != null) {
            promptTokens.add(used.promptTokens() - otherUsed.promptTokens());
            completionTokens.add(used.completionTokens() - otherUsed.completionTokens());
        }
    }

    private static void add(Moments differences, @Nullable Long number, @Nullable Long other) {
        if (number != null && other != null) {
            differences.add(number - other);
        }
    }
}
