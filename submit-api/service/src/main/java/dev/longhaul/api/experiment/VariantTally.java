package dev.longhaul.api.experiment;

import dev.longhaul.api.statistics.Moments;
import dev.longhaul.api.statistics.Samples;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.experiment.Variant;
import dev.longhaul.store.job.JobExperiments.ExperimentJob;

/** What the jobs of one variant say, summed up. Not thread-safe. */
final class VariantTally {

    final Variant variant;
    final Samples latency = new Samples();
    final Samples call = new Samples();
    final Moments promptTokens = new Moments();
    final Moments completionTokens = new Moments();
    final Moments nanoDollars = new Moments();
    final Moments characters = new Moments();
    long jobs;
    long open;
    long succeeded;
    long failed;
    long cached;
    long totalNanoDollars;
    long told;
    long refused;

    VariantTally(Variant variant) {
        this.variant = variant;
    }

    /** Those that have ended without saying anything of the variant: cancelled, expired, rejected. */
    long otherEnds() {
        return jobs - open - succeeded - failed;
    }

    void add(ExperimentJob job) {
        jobs++;
        if (!job.state().isTerminal()) {
            open++;
            return;
        }
        succeeded += job.state() == JobState.SUCCEEDED ? 1 : 0;
        failed += job.state() == JobState.FAILED ? 1 : 0;
        cached += job.cached() ? 1 : 0;
        if (Measures.tellsRefusal(job)) {
            told++;
            refused += Measures.isRefused(job) ? 1 : 0;
        }
        if (Measures.hasAnswered(job)) {
            addAnswer(job);
        }
    }

    private void addAnswer(ExperimentJob job) {
        latency.add(Measures.latencyMillis(job));
        if (job.callMillis() != null) {
            call.add(job.callMillis());
        }
        Usage usage = job.usage();
        if (usage != null) {
            promptTokens.add(usage.promptTokens());
            completionTokens.add(usage.completionTokens());
        }
        if (job.nanoDollars() != null) {
            nanoDollars.add(job.nanoDollars());
            totalNanoDollars += job.nanoDollars();
        }
        if (job.characters() != null) {
            characters.add(job.characters());
        }
    }
}
