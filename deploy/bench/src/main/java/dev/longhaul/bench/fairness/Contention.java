package dev.longhaul.bench.fairness;

import dev.longhaul.bench.measure.JainIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who was served while all parties had something waiting: from the first start of the party that came last to the last
 * start of the party that was done first.
 *
 * @param seconds
 *            how long that was
 * @param starts
 *            provider calls by party
 * @param jain
 *            Jain's index of the starts
 * @param worstSecond
 *            Jain's index of the least fair whole second; the same as {@code jain} when there was no whole second
 */
record Contention(double seconds, Map<String, Integer> starts, double jain, double worstSecond) {

    /** Empty when there are not two parties, or they never had something waiting at the same time. */
    static Optional<Contention> of(Collection<Start> all) {
        Map<String, List<Instant>> byParty = all.stream()
                .collect(Collectors.groupingBy(Start::party, Collectors.mapping(Start::at, Collectors.toList())));
        Instant from = byParty.values().stream().map(starts -> starts.stream().min(Comparator.naturalOrder()))
                .flatMap(Optional::stream).max(Comparator.naturalOrder()).orElse(Instant.MAX);
        Instant to = byParty.values().stream().map(starts -> starts.stream().max(Comparator.naturalOrder()))
                .flatMap(Optional::stream).min(Comparator.naturalOrder()).orElse(Instant.MIN);
        if (byParty.size() < 2 || !from.isBefore(to)) {
            return Optional.empty();
        }
        Map<String, Integer> starts = new TreeMap<>();
        Map<Long, Map<String, Integer>> bySecond = new HashMap<>();
        byParty.forEach((party, times) -> times.stream().filter(at -> !at.isBefore(from) && !at.isAfter(to))
                .forEach(at -> {
                    starts.merge(party, 1, Integer::sum);
                    bySecond.computeIfAbsent(Duration.between(from, at).toSeconds(), second -> new HashMap<>())
                            .merge(party, 1, Integer::sum);
                }));
        double jain = jain(byParty.keySet(), starts);
        long wholeSeconds = Duration.between(from, to).toSeconds();
        double worst = bySecond.entrySet().stream().filter(second -> second.getKey() < wholeSeconds)
                .mapToDouble(second -> jain(byParty.keySet(), second.getValue())).min().orElse(jain);
        return Optional.of(new Contention(Duration.between(from, to).toNanos() / 1e9, starts, jain, worst));
    }

    private static double jain(Collection<String> parties, Map<String, Integer> starts) {
        return JainIndex.of(parties.stream().mapToDouble(party -> starts.getOrDefault(party, 0)).toArray());
    }
}
