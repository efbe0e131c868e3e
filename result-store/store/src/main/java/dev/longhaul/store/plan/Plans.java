package dev.longhaul.store.plan;

import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.contract.process.Essential;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.plan.PlanStore.StoredPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tenants' plans, as the record had them about a second ago. Thread-safe. */
public final class Plans implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Plans.class);
    private static final long LOOK_EVERY_MILLIS = 1_000;
    /** Changes are signed with the time of whoever makes them, and clocks differ. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(30);

    private final PlanStore store;
    private final Map<String, StoredPlan> plans = new ConcurrentHashMap<>();
    private Instant latest = Instant.EPOCH.plus(CLOCKS_DIFFER);
    private volatile Consumer<String> otherPlaces = tenant -> {
    };
    private volatile boolean known;
    private volatile @Nullable CountDownLatch stopping;

    public Plans(PlanStore store) {
        this.store = store;
    }

    /**
     * @param listener
     *            told of a tenant whose jobs may go to other places than before, after it is so here; must not wait
     *            long
     */
    public void onOtherPlaces(Consumer<String> listener) {
        otherPlaces = listener;
    }

    /** Reads what has changed. */
    public synchronized void refresh() {
        for (StoredPlan plan : store.changedSince(latest.minus(CLOCKS_DIFFER))) {
            Allowed allowed = of(plan.tenant()).allowed();
            StoredPlan before = plans.put(plan.tenant(), plan);
            latest = plan.changedAt().isAfter(latest) ? plan.changedAt() : latest;
            if (before == null || before.revision() != plan.revision()) {
                log.info("tenant {} has revision {} of its plan: {}", plan.tenant(), plan.revision(), plan.plan());
            }
            if (!allowed.equals(plan.plan().allowed())) {
                otherPlaces.accept(plan.tenant());
            }
        }
        known = true;
    }

    /** Whether the plans have been read. Before that any tenant might have a limit. */
    public boolean areKnown() {
        return known;
    }

    public TenantPlan of(String tenant) {
        StoredPlan plan = plans.get(tenant);
        return plan == null ? TenantPlan.DEFAULT : plan.plan();
    }

    /** Reads the plans and follows their changes until it is closed. A record that is away is asked again. */
    public void start() {
        try {
            refresh();
        } catch (StoreUnavailableException e) {
            log.warn("the tenants' plans are not read yet: {}", e.getMessage());
        }
        CountDownLatch stop = new CountDownLatch(1);
        stopping = stop;
        Essential.virtualThread("plans").start(() -> follow(stop));
    }

    private void follow(CountDownLatch stop) {
        boolean reported = false;
        try {
            while (!stop.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    refresh();
                    reported = false;
                } catch (RuntimeException e) {
                    if (!reported && e instanceof StoreUnavailableException) {
                        log.info("changes of plans are not seen until MongoDB answers again: {}", e.getMessage());
                    } else if (!reported) {
                        log.error("the tenants' plans cannot be read; trying again", e);
                    }
                    reported = true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        CountDownLatch stop = stopping;
        stopping = null;
        if (stop != null) {
            stop.countDown();
        }
    }
}
