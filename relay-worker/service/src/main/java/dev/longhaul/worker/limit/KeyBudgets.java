package dev.longhaul.worker.limit;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The budgets of all keys and models, and how each is divided between the workers that use it: every worker says twice
 * a second what it wants, and each works out its part of it by the same rule. Thread-safe.
 */
public final class KeyBudgets {

    /** Between two wishes. */
    public static final Duration INTERVAL = Duration.ofMillis(500);

    /** A worker that was not heard of for so long wants nothing any more. */
    private static final Duration FORGOTTEN = INTERVAL.multipliedBy(5);
    /** Of a limit, in the first moment. */
    private static final double FIRST_PART = 0.25;
    /** Names of models behind wildcards are made up by clients. */
    private static final int MOST_BUDGETS = 10_000;

    private final TimeMeter time;
    private final ConcurrentMap<Place, KeyBudget> budgets = new ConcurrentHashMap<>();
    private final ConcurrentMap<Place, ConcurrentMap<String, Heard>> wishes = new ConcurrentHashMap<>();

    public KeyBudgets() {
        this(TimeMeter.SYSTEM_NANOTIME);
    }

    KeyBudgets(TimeMeter time) {
        this.time = time;
    }

    /**
     * A key's budget for a model.
     *
     * @param fingerprint
     *            of the key; those of providers without keys are all the same
     */
    public record Place(String provider, String fingerprint, String model) {}

    /** What a worker wants of a budget, as a part of the whole. */
    public record Wish(Place place, double part) {}

    private record Heard(double part, long at) {}

    public KeyBudget of(Place place, Limits configured) {
        KeyBudget known = budgets.get(place);
        if (known != null) {
            return known;
        }
        if (budgets.size() >= MOST_BUDGETS) {
            budgets.clear();
        }
        // until it has heard what the others want
        return budgets.computeIfAbsent(place, fresh -> new KeyBudget(configured,
                Math.min(FIRST_PART, Shares.of(Shares.LEAST, others(fresh))), time));
    }

    /** A key is used no more, or with other limits. */
    public void forget(String provider, String fingerprint) {
        budgets.keySet().removeIf(
                place -> place.provider().equals(provider) && place.fingerprint().equals(fingerprint));
    }

    /** What this worker wants now; its parts follow from it at once. */
    public List<Wish> wishes() {
        List<Wish> all = new ArrayList<>();
        budgets.forEach((place, budget) -> {
            if (budget.isLimited()) {
                double wish = budget.wish();
                budget.share(others(place));
                all.add(new Wish(place, wish));
            }
        });
        return all;
    }

    /** Hears what another worker wants; the parts of this one follow from it at once. */
    public void hear(String worker, Collection<Wish> of) {
        long now = time.currentTimeNanos();
        for (Wish wish : of) {
            if (wishes.size() < MOST_BUDGETS || wishes.containsKey(wish.place())) {
                wishes.computeIfAbsent(wish.place(), place -> new ConcurrentHashMap<>()).put(worker,
                        new Heard(wish.part(), now));
                KeyBudget budget = budgets.get(wish.place());
                if (budget != null) {
                    budget.share(others(wish.place()));
                }
            }
        }
    }

    private Collection<Double> others(Place place) {
        Map<String, Heard> heard = wishes.getOrDefault(place, new ConcurrentHashMap<>());
        long now = time.currentTimeNanos();
        heard.values().removeIf(each -> now - each.at > FORGOTTEN.toNanos());
        return heard.values().stream().map(Heard::part).toList();
    }
}
