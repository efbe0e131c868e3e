package dev.longhaul.dispatcher.pool;

import dev.longhaul.contract.message.WorkerReport.Heartbeat;
import dev.longhaul.contract.plan.Allowed;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The relay workers that are alive, by their heartbeats. Thread-safe. */
public final class Workers {

    private static final Logger log = LoggerFactory.getLogger(Workers.class);

    /** Heartbeats that may be missed in a row; with one every 3 s a death is seen within 15 s. */
    private static final int MISSED = 4;
    private static final long SHORTEST_INTERVAL_MILLIS = 100;

    private final Clock clock;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    /** Those that take no more jobs and may still hold some. */
    private final Map<String, Seen> leaving = new ConcurrentHashMap<>();

    public Workers(Clock clock) {
        this.clock = clock;
    }

    /** What a heartbeat changes. */
    public enum Change {
        /** Nothing. */
        NONE,
        /** A pool's slots, and so how much may be with it. */
        SLOTS,
        /** Which pools serve which providers, and so where jobs go. */
        ROUTES
    }

    /** Takes a heartbeat. */
    public Change onHeartbeat(Heartbeat heartbeat) {
        if (heartbeat.stopping()) {
            leaving.put(heartbeat.worker(), new Seen(heartbeat, clock.millis()));
            if (seen.remove(heartbeat.worker()) == null) {
                return Change.NONE;
            }
            log.info("worker {} of pool {} stops; its pool goes on without it", heartbeat.worker(), heartbeat.pool());
            return Change.ROUTES;
        }
        Set<String> closedOff = closedOff(heartbeat.pool());
        Seen before = seen.put(heartbeat.worker(), new Seen(heartbeat, clock.millis()));
        if (before == null) {
            log.info("worker {} of region '{}' joins pool {} with {} slots for {}", heartbeat.worker(),
                    heartbeat.region() == null ? "" : heartbeat.region(), heartbeat.pool(), heartbeat.slots(),
                    heartbeat.providers());
            return Change.ROUTES;
        }
        if (!before.heartbeat.pool().equals(heartbeat.pool())
                || !Objects.equals(before.heartbeat.region(), heartbeat.region())
                || !before.heartbeat.providers().equals(heartbeat.providers())) {
            return Change.ROUTES;
        }
        if (!before.heartbeat.unavailable().equals(heartbeat.unavailable())) {
            log.info("worker {} of pool {} holds its calls of {} back now (before: {})", heartbeat.worker(),
                    heartbeat.pool(),
                    heartbeat.unavailable(), before.heartbeat.unavailable());
            // what another worker of the pool still calls goes to the same pool as before: nothing has to be walked
            if (!closedOff.equals(closedOff(heartbeat.pool()))) {
                return Change.ROUTES;
            }
        }
        return before.heartbeat.slots() == heartbeat.slots() ? Change.NONE : Change.SLOTS;
    }

    /**
     * Forgets workers whose heartbeats have stopped.
     *
     * @return whether any was forgotten
     */
    public boolean forgetDead() {
        long now = clock.millis();
        leaving.values().removeIf(worker -> worker.isDead(now));
        return seen.values().removeIf(worker -> {
            boolean dead = worker.isDead(now);
            if (dead) {
                log.warn("worker {} of pool {} has not been heard of for {} ms; the broker gives its jobs to others",
                        worker.heartbeat.worker(), worker.heartbeat.pool(), now - worker.at);
            }
            return dead;
        });
    }

    /** Calls that the pool's workers make at a time. */
    public int slots(String pool) {
        int slots = 0;
        for (Seen worker : seen.values()) {
            if (worker.heartbeat.pool().equals(pool)) {
                slots += worker.heartbeat.slots();
            }
        }
        return slots;
    }

    /** The names of the pool's live workers. */
    public List<String> names(String pool) {
        return seen.values().stream().filter(worker -> worker.heartbeat.pool().equals(pool))
                .map(worker -> worker.heartbeat.worker()).toList();
    }

    /** The names of all that may hold jobs: live workers, and those that finish what they have. */
    public Set<String> holders() {
        Set<String> holders = new HashSet<>(seen.keySet());
        holders.addAll(leaving.keySet());
        return holders;
    }

    /** What the pool's workers say that they would not call, as far as no other one of them would. */
    private Set<String> closedOff(String pool) {
        Set<String> closedOff = new HashSet<>();
        for (Seen worker : seen.values()) {
            if (worker.heartbeat.pool().equals(pool)) {
                closedOff.addAll(worker.heartbeat.unavailable());
            }
        }
        closedOff.removeIf(target -> isServed(pool, target.split("/", 2)[0], target));
        return closedOff;
    }

    private boolean isServed(String pool, String provider, String target) {
        return seen.values().stream()
                .anyMatch(worker -> worker.heartbeat.pool().equals(pool) && worker.calls(provider, target));
    }

    /** Whether a live worker of the pool has a key for the provider. */
    public boolean know(String pool, String provider) {
        return seen.values().stream().anyMatch(worker -> worker.heartbeat.pool().equals(pool)
                && worker.heartbeat.providers().contains(provider));
    }

    /** Whether a live worker of the pool has a key for the provider and would call this model of it now. */
    public boolean serve(String pool, String provider, String model) {
        return isServed(pool, provider, provider + "/" + model);
    }

    /** Whether all of the pool's live workers are where a job may run: any of them may take what is sent there. */
    public boolean areWithin(Allowed allowed, String pool) {
        return allowed.regions() == null || seen.values().stream()
                .allMatch(worker -> !worker.heartbeat.pool().equals(pool)
                        || allowed.region(worker.heartbeat.region()));
    }

    private record Seen(Heartbeat heartbeat, long at) {

        boolean isDead(long now) {
            return now - at > MISSED * Math.max(SHORTEST_INTERVAL_MILLIS, heartbeat.intervalMillis());
        }

        /** Whether it would call a target now: a provider, or one of its models. */
        boolean calls(String provider, String target) {
            List<String> unavailable = heartbeat.unavailable();
            return heartbeat.providers().contains(provider) && !unavailable.contains(provider)
                    && !unavailable.contains(target);
        }
    }
}
