package dev.longhaul.dispatcher.quota;

import dev.longhaul.contract.message.BudgetEvent;
import dev.longhaul.contract.plan.Quota;
import dev.longhaul.contract.plan.Spend;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.contract.process.Essential;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.log.JobEventPublisher;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.plan.Plans;
import dev.longhaul.store.usage.UsageStore;
import dev.longhaul.store.usage.UsageStore.Account;
import dev.longhaul.store.usage.UsageStore.Spent;
import dev.longhaul.store.webhook.WebhookEvent;
import dev.longhaul.store.webhook.WebhookEvents;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Reads every second from the ledger what tenants and keys with a budget have spent, and tells when 50, 80 and 100 %
 * are: an event for webhooks, one on the log, and the counter {@code longhaul_quota_thresholds_total} by tenant, key,
 * period and percent.
 */
public final class BudgetReader implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(BudgetReader.class);
    private static final List<Integer> THRESHOLDS = List.of(50, 80, 100);
    private static final long READ_EVERY_MILLIS = 1_000;
    private static final double NANOS_A_DOLLAR = 1e9;

    private final TenantLimits limits;
    private final Plans plans;
    private final UsageStore usage;
    private final JobEventPublisher events;
    private final WebhookEvents webhooks;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Runnable wake;
    private final Semaphore wanted = new Semaphore(0);
    private volatile boolean running;

    /**
     * @param wake
     *            called when jobs may go that waited for a read
     */
    public BudgetReader(TenantLimits limits, Plans plans, UsageStore usage, JobEventPublisher events,
            WebhookEvents webhooks, MeterRegistry meters, Clock clock, Runnable wake) {
        this.limits = limits;
        this.plans = plans;
        this.usage = usage;
        this.events = events;
        this.webhooks = webhooks;
        this.meters = meters;
        this.clock = clock;
        this.wake = wake;
        limits.onUnknownSpend(this::readNow);
    }

    private void readNow() {
        if (wanted.availablePermits() == 0) {
            wanted.release();
        }
    }

    @Override
    public void start() {
        running = true;
        Essential.virtualThread("budgets").start(this::run);
    }

    private void run() {
        boolean reported = false;
        try {
            while (running) {
                try {
                    read();
                    reported = false;
                } catch (RuntimeException e) {
                    if (!reported && e instanceof StoreUnavailableException) {
                        log.warn("budgets are not read until MongoDB answers again: {}", e.getMessage());
                    } else if (!reported) {
                        log.error("budgets cannot be read; trying again", e);
                    }
                    reported = true;
                }
                if (wanted.tryAcquire(READ_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                    wanted.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void read() {
        List<Account> accounts = limits.beginRead();
        if (accounts.isEmpty()) {
            return;
        }
        Map<Account, Spent> spent = usage.spent(accounts);
        limits.read(accounts, spent);
        wake.run();
        spent.forEach(this::tellThresholds);
    }

    private void tellThresholds(Account account, Spent spent) {
        TenantPlan plan = plans.of(account.tenant());
        Quota quota = account.keyId() == null ? plan.quota() : plan.ofKey(account.keyId());
        double percent = quota == null ? 0 : 100 * quota.budget().spentOf(account.period(), spent.spend());
        for (int threshold : THRESHOLDS) {
            if (percent >= threshold && threshold > spent.told()) {
                // before it is noted as told, so that a kill in between does not lose it; its id keeps it from doubling
                webhooks.recordUntold(event(account, threshold, spent.spend()));
                if (usage.tell(account, threshold)) {
                    tell(account, threshold, spent.spend());
                }
            }
        }
    }

    private WebhookEvent event(Account account, int percent, Spend spend) {
        String period = account.period().name().toLowerCase(Locale.ROOT);
        String key = Objects.requireNonNullElse(account.keyId(), "");
        Map<String, Object> data = new HashMap<>(Map.of("object", "quota", "period", period, "name", account.name(),
                "percent", percent, "tokens", spend.tokens(), "cost_usd", spend.nanoDollars() / NANOS_A_DOLLAR));
        if (!key.isEmpty()) {
            data.put("key", key);
        }
        return WebhookEvent.once(account.tenant(), EventType.QUOTA_THRESHOLD, clock.instant(),
                String.join("\n", key, period, account.name(), Integer.toString(percent)), data);
    }

    private void tell(Account account, int percent, Spend spend) {
        String key = Objects.requireNonNullElse(account.keyId(), "");
        log.info("tenant {}{} has spent {} % of its budget of {}", account.tenant(),
                key.isEmpty() ? "" : " by " + key, percent, account.name());
        meters.counter("longhaul.quota.thresholds", "tenant", account.tenant(), "key", key, "period",
                account.period().name().toLowerCase(Locale.ROOT), "percent", Integer.toString(percent)).increment();
        events.announce(
                new BudgetEvent(account.tenant(), account.keyId(), account.period(), account.name(), percent, spend,
                        clock.instant()));
    }

    @Override
    public void stop() {
        running = false;
        readNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
