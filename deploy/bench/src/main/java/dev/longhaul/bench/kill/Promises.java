package dev.longhaul.bench.kill;

import dev.longhaul.bench.webhook.HookReceivers.Arrival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Holds what was promised against what has become of the jobs. Pure functions. */
final class Promises {

    /** What had ended before a kill is told within this time of the restart. */
    static final Duration TOLD_WITHIN = Duration.ofSeconds(30);

    private Promises() {}

    /**
     * Jobs that the platform accepted and that have not ended.
     *
     * @param ended
     *            by id
     */
    static Set<String> unended(Set<String> accepted, Map<String, EndedJob> ended) {
        Set<String> left = new HashSet<>(accepted);
        left.removeAll(ended.keySet());
        return left;
    }

    /** Jobs that were told of with several event ids, or as more than one end. */
    static Set<String> toldDifferently(Set<Arrival> arrivals) {
        Map<String, Arrival> first = new HashMap<>();
        Set<String> different = new HashSet<>();
        for (Arrival each : arrivals) {
            Arrival before = first.putIfAbsent(each.job(), each);
            if (before != null && !(before.event().equals(each.event()) && before.type().equals(each.type()))) {
                different.add(each.job());
            }
        }
        return different;
    }

    /**
     * Jobs that were told of and do not exist, or have another state than they were told to have.
     *
     * @param jobs
     *            finds a job of which only an event is known
     */
    static Set<String> invented(Set<Arrival> arrivals, Map<String, EndedJob> ended,
            Function<String, Optional<EndedJob>> jobs) {
        Set<String> invented = new HashSet<>();
        for (Arrival each : arrivals) {
            Optional<EndedJob> job = Optional.ofNullable(ended.get(each.job())).or(() -> jobs.apply(each.job()));
            if (job.isEmpty() || !each.type().equals("job." + job.get().state())) {
                invented.add(each.job());
            }
        }
        return invented;
    }

    /** Jobs that the provider was called for more often than their attempts admit. */
    static Set<String> hidden(Map<String, EndedJob> ended, Map<String, Integer> calls) {
        Set<String> hidden = new HashSet<>();
        ended.forEach((id, job) -> {
            if (calls.getOrDefault(id, 0) - 1 > job.possiblyBilled()) {
                hidden.add(id);
            }
        });
        return hidden;
    }

    /**
     * How long after the restart what had ended before a kill and was untold then took to be told.
     *
     * @param arrivals
     *            the time of the first of each, by {@link System#nanoTime}
     * @param kills
     *            in their order; one that comes before the time after the one before is over puts its end off
     */
    static List<Duration> afterRestart(Map<String, EndedJob> ended, Map<Arrival, Long> arrivals, List<Kill> kills) {
        Map<String, Long> first = new HashMap<>();
        arrivals.forEach((arrival, at) -> first.merge(arrival.job(), at, Math::min));
        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < kills.size(); i++) {
            Kill kill = kills.get(i);
            long ready = ready(kills, i);
            ended.forEach((id, job) -> {
                Long told = first.get(id);
                if (told != null && told - kill.killedNanos() > 0 && job.isOverBefore(kill.killedAt())) {
                    delays.add(Duration.ofNanos(Math.max(0, told - ready)));
                }
            });
        }
        return delays;
    }

    private static long ready(List<Kill> kills, int index) {
        long ready = kills.get(index).readyNanos();
        for (Kill next : kills.subList(index + 1, kills.size())) {
            if (next.killedNanos() - ready > TOLD_WITHIN.toNanos()) {
                break;
            }
            ready = next.readyNanos();
        }
        return ready;
    }
}
