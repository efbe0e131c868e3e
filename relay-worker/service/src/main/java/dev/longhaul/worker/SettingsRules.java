package dev.longhaul.worker;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.job.JobSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.springframework.util.unit.DataSize;

/** What the settings must be together. Each fault is one sentence: property, what is wrong, what to do. Pure. */
final class SettingsRules {

    /** Confirms of the last outcomes after the grace period. */
    static final Duration LAST_CONFIRMS = Duration.ofSeconds(5);

    private static final DataSize MOST_RECORDED = DataSize.ofBytes(JobSize.MAX_BYTES);

    private SettingsRules() {}

    /**
     * @param phaseTimeout
     *            {@code spring.lifecycle.timeout-per-shutdown-phase}
     */
    static List<String> faults(RelaySettings settings, Catalog catalog, Duration phaseTimeout) {
        WorkerSettings worker = settings.worker();
        List<String> faults = new ArrayList<>();
        if (!catalog.pools().containsKey(worker.pool())) {
            faults.add("longhaul.worker.pool: '" + worker.pool() + "' is not among the pools of " + settings.catalog()
                    + " " + new TreeSet<>(catalog.pools().keySet()) + ": correct the name or add the pool");
        }
        if (worker.reserve() >= worker.slots()) {
            faults.add("longhaul.worker.interactive-reserve: " + worker.reserve()
                    + " leaves no slot for the other lanes: set it below longhaul.worker.slots (" + worker.slots()
                    + ")");
        }
        requirePositive(faults, "breaker-open", worker.breakerOpen());
        requirePositive(faults, "key-quarantine", worker.keyQuarantine());
        requirePositive(faults, "heartbeat-interval", worker.heartbeatInterval());
        requirePositive(faults, "grace", worker.grace());
        requireNotNegative(faults, "bundle-linger", worker.bundleLinger());
        requireNotNegative(faults, "max-inline-wait", worker.maxInlineWait());
        if (worker.maxAnswer().toBytes() < 1) {
            faults.add("longhaul.worker.max-answer: '" + worker.maxAnswer() + "' allows no answer: set it to 14MB");
        } else if (worker.maxAnswer().compareTo(MOST_RECORDED) > 0) {
            faults.add("longhaul.worker.max-answer: " + worker.maxAnswer().toMegabytes()
                    + " MB is more than the record can keep: set it to at most " + MOST_RECORDED.toMegabytes() + "MB");
        }
        Duration needed = worker.grace().plus(LAST_CONFIRMS);
        if (phaseTimeout.compareTo(needed) < 0) {
            faults.add("longhaul.worker.grace: " + worker.grace().toSeconds()
                    + " s and the last confirms do not fit into spring.lifecycle.timeout-per-shutdown-phase ("
                    + phaseTimeout.toSeconds() + " s): raise that to at least " + needed.toSeconds() + "s");
        }
        for (String name : new TreeSet<>(settings.providers().keySet())) {
            if (!catalog.providers().containsKey(name)) {
                faults.add("longhaul.providers." + name + ": is not among the providers of " + settings.catalog() + " "
                        + new TreeSet<>(catalog.providers().keySet()) + ": correct the name or remove it");
            }
        }
        return faults;
    }

    private static void requirePositive(List<String> faults, String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            faults.add("longhaul.worker." + name + ": is " + value.toMillis() + " ms: set it to 1s or more");
        }
    }

    private static void requireNotNegative(List<String> faults, String name, Duration value) {
        if (value.isNegative()) {
            faults.add("longhaul.worker." + name + ": is negative: set it to 0s or more");
        }
    }
}
