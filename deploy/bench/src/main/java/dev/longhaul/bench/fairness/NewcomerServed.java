package dev.longhaul.bench.fairness;

import dev.longhaul.bench.measure.Distribution;
import dev.longhaul.bench.measure.JainIndex;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How tenant B was served, alone or beside A.
 *
 * @param chatStartDelay
 *            milliseconds from the acceptance of a chat call to its provider call; null when there was none
 * @param batches
 *            one after the other
 * @param problems
 *            jobs and calls without the right answer, by reason
 */
record NewcomerServed(@Nullable Distribution chatStartDelay, List<NewcomerBatch> batches,
        Map<String, Integer> problems) {

    /** Of the batches; of an even number the smaller one in the middle. */
    double median(ToDoubleFunction<NewcomerBatch> figure) {
        double[] sorted = batches.stream().mapToDouble(figure).sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }

    /** Provider calls by tenant, while B's batches had some waiting; empty when A had none. */
    Map<String, Integer> starts() {
        return contentions().stream().map(Contention::starts).map(Map::entrySet).flatMap(Collection::stream)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Integer::sum));
    }

    /** Of {@link #starts}; 1 when there are none. */
    double jain() {
        return contentions().isEmpty()
                ? 1
                : JainIndex.of(starts().values().stream().mapToDouble(Integer::doubleValue).toArray());
    }

    /** Of the least fair batch; 1 when A had nothing waiting. */
    double worstJain() {
        return contentions().stream().mapToDouble(Contention::jain).min().orElse(1);
    }

    private List<Contention> contentions() {
        return batches.stream().map(NewcomerBatch::contention).filter(Objects::nonNull).toList();
    }
}
