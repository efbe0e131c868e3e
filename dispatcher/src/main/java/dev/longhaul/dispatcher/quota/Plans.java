package dev.longhaul.dispatcher.quota;

import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.plan.PlanStore;
import dev.longhaul.store.plan.PlanStore.StoredPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The tenants' plans, as the record had them a second ago. Thread-safe. */
public final class Plans implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Plans.class);
    /** Changes are signed with the time of whoever makes them, and clocks differ. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(30);

    private final PlanStore store;
    private final Map<String, StoredPlan> plans = new ConcurrentHashMap<>();
    private Instant latest = Instant.EPOCH.plus(CLOCKS_DIFFER);
    private volatile boolean known;
    private volatile boolean running;

    public Plans(PlanStore store) {
        this.store = store;
    }

    /** Reads what has changed. */
    public synchronized void refresh() {
        for (StoredPlan plan : store.changedSince(latest.minus(CLOCKS_DIFFER))) {
            StoredPlan before = plans.put(plan.tenant(), plan);
            latest = plan.changedAt().isAfter(latest) ? plan.changedAt() : latest;
            if (before == null || before.revision() != plan.revision()) {
                log.info("tenant {} has revision {} of its plan: {}", plan.tenant(), plan.revision(), plan.plan());
            }
        }
        known = true;
    }

    /** Whether the plans have been read. Before that nothing may go: a tenant might have a limit. */
    boolean areKnown() {
        return known;
    }

    TenantPlan of(String tenant) {
        StoredPlan plan = plans.get(tenant);
        return plan == null ? TenantPlan.DEFAULT : plan.plan();
    }

    @Override
    public void start() {
        try {
            refresh();
        } catch (StoreUnavailableException e) {
            log.warn("the tenants' plans are not read yet, and nothing is dispatched until they are: {}",
                    e.getMessage());
        }
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the intake. */
    @Override
    public int getPhase() {
        return -100;
    }
}
