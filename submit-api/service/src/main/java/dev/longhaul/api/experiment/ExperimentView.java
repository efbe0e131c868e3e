package dev.longhaul.api.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.longhaul.api.http.Dollars;
import dev.longhaul.store.experiment.Experiment;
import dev.longhaul.store.experiment.Experiment.Design;
import dev.longhaul.store.experiment.Experiment.Stopped;
import dev.longhaul.store.experiment.Mode;
import dev.longhaul.store.experiment.Variant;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An experiment in the API. Times are in seconds since 1970.
 *
 * @param spentDollars
 *            what its jobs have cost that have ended; null in a list, where it is not looked up
 */
record ExperimentView(String id, String object, String name, String mode, String state,
        @JsonProperty("stop_reason") @Nullable String stopReason, List<VariantView> variants, double sample,
        @JsonProperty("bucket_by") @Nullable String bucketBy,
        @JsonProperty("max_cost_usd") @Nullable BigDecimal maxDollars,
        @JsonProperty("spent_usd") @Nullable BigDecimal spentDollars, @JsonProperty("created_at") long createdAt,
        @JsonProperty("stopped_at") @Nullable Long stoppedAt) {

    static ExperimentView of(Experiment experiment) {
        return of(experiment, null);
    }

    static ExperimentView of(Experiment experiment, @Nullable Long spentNanoDollars) {
        Design design = experiment.design();
        Stopped stopped = experiment.stopped();
        boolean weighted = design.mode() == Mode.SHARE;
        return new ExperimentView(experiment.id(), "experiment", design.name(), design.mode().wire(),
                stopped == null ? "running" : "stopped", stopped == null ? null : stopped.reason().wire(),
                design.variants().stream().map(variant -> VariantView.of(variant, weighted)).toList(),
                design.sample(), design.bucketBy(), Dollars.ofNullable(design.maxNanoDollars()),
                Dollars.ofNullable(spentNanoDollars), experiment.createdAt().getEpochSecond(),
                stopped == null ? null : stopped.at().getEpochSecond());
    }

    /**
     * One of the variants.
     *
     * @param weight
     *            null in a paired experiment, where it has no meaning
     */
    record VariantView(String name, String model, @JsonRawValue @Nullable String parameters, @Nullable String system,
            @Nullable Integer weight) {

        static VariantView of(Variant variant, boolean weighted) {
            return new VariantView(variant.name(), variant.model(), variant.parameters(), variant.system(),
                    weighted ? variant.weight() : null);
        }
    }
}
