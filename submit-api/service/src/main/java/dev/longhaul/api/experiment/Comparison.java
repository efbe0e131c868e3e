package dev.longhaul.api.experiment;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.experiment.Variant;
import dev.longhaul.store.job.JobExperiments.ExperimentJob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sums up the jobs of an experiment by variant, and for a paired one by prompt. Not thread-safe. */
final class Comparison {

    private final Map<String, VariantTally> variants = new LinkedHashMap<>();
    private final List<PairTally> pairs = new ArrayList<>();
    /** The shadows of one job, by variant. */
    private final Map<String, ExperimentJob> prompt = new HashMap<>();
    private @Nullable JobId shadowed;

    /**
     * @param compared
     *            the first is what the others are compared with
     * @param paired
     *            whether each prompt is run by all of them
     */
    Comparison(List<Variant> compared, boolean paired) {
        for (Variant variant : compared) {
            if (paired && !variants.isEmpty()) {
                pairs.add(new PairTally(variant, compared.getFirst()));
            }
            variants.put(variant.name(), new VariantTally(variant));
        }
    }

    /** Takes the next job in the order of ids. */
    void add(ExperimentJob job) {
        VariantTally tally = variants.get(job.part().variant());
        if (tally == null) {
            return;
        }
        tally.add(job);
        JobId shadowOf = job.part().shadowOf();
        if (shadowOf != null) {
            if (!shadowOf.equals(shadowed)) {
                endPrompt();
                shadowed = shadowOf;
            }
            prompt.put(job.part().variant(), job);
        }
    }

    private void endPrompt() {
        for (PairTally pair : pairs) {
            ExperimentJob job = prompt.get(pair.variant.name());
            ExperimentJob other = prompt.get(pair.baseline.name());
            if (job != null && other != null) {
                pair.add(job, other);
            }
        }
        prompt.clear();
    }

    List<VariantTally> variants() {
        return List.copyOf(variants.values());
    }

    /** Each variant against the first; to be called when all jobs have been taken. */
    List<PairTally> pairs() {
        endPrompt();
        return pairs;
    }
}
