package dev.longhaul.api.experiment;

import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.experiment.Experiment;
import dev.longhaul.store.experiment.ExperimentStore;
import dev.longhaul.store.experiment.StopReason;
import dev.longhaul.store.usage.UsageStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the experiments that jobs name, as they were a moment ago: one that is in use is read again every second, in
 * the background, so that jobs wait for no read. Every read looks at what the experiment's jobs have cost, and stops it
 * when that is as much as it may be. Bounded; thread-safe.
 */
public final class ExperimentDirectory {

    private static final Logger log = LoggerFactory.getLogger(ExperimentDirectory.class);

    /** Older than this an answer is asked for again. */
    static final Duration FRESH = Duration.ofSeconds(1);
    /** Older than this it is of no use. */
    static final Duration STALE = Duration.ofSeconds(3);
    private static final int MOST = 10_000;

    private final ExperimentStore store;
    private final UsageStore usage;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param executor
     *            reads in the background
     * @param nanoTime
     *            as {@link System#nanoTime}
     */
    public ExperimentDirectory(ExperimentStore store, UsageStore usage, Executor executor, LongSupplier nanoTime) {
        this.store = store;
        this.usage = usage;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    /**
     * A tenant's experiment as it was at most {@link #STALE} ago.
     *
     * @throws StoreUnavailableException
     *             when that cannot be known
     */
    public Optional<Experiment> find(String tenant, String id) {
        Entry entry;
        boolean refresh;
        synchronized (entries) {
            entry = entries.get(id);
            long age = entry == null ? Long.MAX_VALUE : nanoTime.getAsLong() - entry.readAt;
            if (entry != null && age >= STALE.toNanos()) {
                entry = null;
            }
            refresh = entry != null && age >= FRESH.toNanos() && !entry.reading;
            if (refresh && entry != null) {
                entry.reading = true;
            }
        }
        if (entry == null) {
            return read(tenant, id);
        }
        if (!entry.experiment.tenant().equals(tenant)) {
            return Optional.empty();
        }
        if (refresh) {
            executor.execute(() -> readAgain(tenant, id));
        }
        return Optional.of(entry.experiment);
    }

    private void readAgain(String tenant, String id) {
        try {
            read(tenant, id);
        } catch (StoreUnavailableException e) {
            log.debug("experiment {} is not read again yet: {}", id, e.getMessage());
            synchronized (entries) {
                Entry entry = entries.get(id);
                if (entry != null) {
                    entry.reading = false;
                }
            }
        }
    }

    /** A tenant's experiment as it is now, stopped if its jobs have cost as much as they may. */
    public Optional<Experiment> read(String tenant, String id) {
        long readAt = nanoTime.getAsLong();
        Optional<Experiment> found = store.find(tenant, id).flatMap(this::capped);
        found.ifPresent(experiment -> put(experiment, readAt));
        return found;
    }

    /** Has everybody here know at once what was changed here. */
    void put(Experiment experiment) {
        put(experiment, nanoTime.getAsLong());
    }

    private Optional<Experiment> capped(Experiment experiment) {
        Long most = experiment.design().maxNanoDollars();
        if (!experiment.runs() || most == null || usage.spentByExperiment(experiment.id()) < most) {
            return Optional.of(experiment);
        }
        log.info("experiment {} of tenant {} has cost as much as it may and takes no more jobs", experiment.id(),
                experiment.tenant());
        return store.stop(experiment.tenant(), experiment.id(), StopReason.SPEND_CAP);
    }

    private void put(Experiment experiment, long readAt) {
        synchronized (entries) {
            Entry before = entries.get(experiment.id());
            // one that has stopped does not run again, whatever a read says that began before
            Experiment known = before == null || before.experiment.runs() ? experiment : before.experiment;
            long latest = before == null || before.readAt - readAt < 0 ? readAt : before.readAt;
            entries.put(experiment.id(), new Entry(known, latest));
            if (entries.size() > MOST) {
                String oldest = entries.keySet().iterator().next();
                entries.remove(oldest);
            }
        }
    }

    /** What was read. Guarded by the map. */
    private static final class Entry {

        private final Experiment experiment;
        private final long readAt;
        private boolean reading;

        Entry(Experiment experiment, long readAt) {
            this.experiment = experiment;
            this.readAt = readAt;
        }
    }
}
