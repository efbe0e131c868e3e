package dev.longhaul.api.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.api.http.Dollars;
import dev.longhaul.api.statistics.Estimate;
import dev.longhaul.api.statistics.Moments;
import dev.longhaul.api.statistics.Proportion;
import dev.longhaul.api.statistics.Samples;
import dev.longhaul.store.experiment.Experiment;
import java.math.BigDecimal;
import java.util.List;

/**
 * What an experiment has shown so far.
 *
 * @param confidence
 *            of each interval
 * @param differences
 *            each variant's answers to the prompts less the first variant's; empty unless the experiment is paired
 */
record ReportView(String experiment, String object, String mode, String state, double confidence,
        List<VariantReport> variants, List<Differences> differences) {

    private static final double DOLLARS = 1e-9;

    static ReportView of(Experiment experiment, Comparison comparison) {
        return new ReportView(experiment.id(), "experiment.report", experiment.design().mode().wire(),
                experiment.runs() ? "running" : "stopped", Estimate.CONFIDENCE,
                comparison.variants().stream().map(VariantReport::of).toList(),
                comparison.pairs().stream().map(Differences::of).toList());
    }

    private static Estimate dollars(Moments nanoDollars) {
        return nanoDollars.mean().times(DOLLARS);
    }

    /**
     * One variant.
     *
     * @param open
     *            jobs that have not ended
     * @param otherEnds
     *            jobs that were cancelled, expired or rejected: they say nothing of the variant
     * @param cached
     *            of those that succeeded, jobs with another job's answer: only the success rate counts them
     * @param successRate
     *            of those that succeeded or failed
     * @param refusalRate
     *            of the variant's own answers, and of prompts that a filter stopped
     * @param latencyMillis
     *            from the submission to the end
     * @param callMillis
     *            how long the provider took
     * @param totalDollars
     *            of all its answers of which the cost is known
     */
    record VariantReport(String name, String model, long jobs, long open, long succeeded, long failed,
            @JsonProperty("other_ends") long otherEnds, long cached,
            @JsonProperty("success_rate") Estimate successRate, @JsonProperty("refusal_rate") Estimate refusalRate,
            @JsonProperty("latency_ms") Quantiles latencyMillis,
            @JsonProperty("provider_latency_ms") Quantiles callMillis,
            @JsonProperty("prompt_tokens") Estimate promptTokens,
            @JsonProperty("completion_tokens") Estimate completionTokens, @JsonProperty("cost_usd") Estimate dollars,
            @JsonProperty("total_cost_usd") BigDecimal totalDollars,
            @JsonProperty("answer_characters") Estimate characters) {

        static VariantReport of(VariantTally tally) {
            return new VariantReport(tally.variant.name(), tally.variant.model(), tally.jobs, tally.open,
                    tally.succeeded, tally.failed, tally.otherEnds(), tally.cached,
                    Proportion.wilson(tally.succeeded, tally.succeeded + tally.failed),
                    Proportion.wilson(tally.refused, tally.told), Quantiles.of(tally.latency),
                    Quantiles.of(tally.call), tally.promptTokens.mean(), tally.completionTokens.mean(),
                    ReportView.dollars(tally.nanoDollars), Dollars.of(tally.totalNanoDollars),
                    tally.characters.mean());
        }
    }

    /** Times. */
    record Quantiles(Estimate p50, Estimate p95) {

        private static final double MEDIAN = 0.5;
        private static final double HIGH = 0.95;

        static Quantiles of(Samples samples) {
            return new Quantiles(samples.quantile(MEDIAN), samples.quantile(HIGH));
        }
    }

    /**
     * Means of a variant's numbers less another's, prompt by prompt.
     *
     * @param pairs
     *            prompts that both were given
     */
    record Differences(String variant, String baseline, long pairs,
            @JsonProperty("success_rate") Estimate successRate, @JsonProperty("refusal_rate") Estimate refusalRate,
            @JsonProperty("latency_ms") Estimate latencyMillis,
            @JsonProperty("provider_latency_ms") Estimate callMillis,
            @JsonProperty("prompt_tokens") Estimate promptTokens,
            @JsonProperty("completion_tokens") Estimate completionTokens, @JsonProperty("cost_usd") Estimate dollars,
            @JsonProperty("answer_characters") Estimate characters) {

        static Differences of(PairTally tally) {
            return new Differences(tally.variant.name(), tally.baseline.name(), tally.pairs, tally.success.difference(),
                    tally.refusal.difference(), tally.latency.mean(), tally.call.mean(), tally.promptTokens.mean(),
                    tally.completionTokens.mean(), ReportView.dollars(tally.nanoDollars), tally.characters.mean());
        }
    }
}
