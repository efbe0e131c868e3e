package dev.longhaul.dispatcher.quota;

import dev.longhaul.contract.catalog.Prices;
import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.contract.plan.Quota;
import dev.longhaul.contract.plan.Spend;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.dispatcher.fairness.Admission;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.store.plan.Plans;
import dev.longhaul.store.usage.UsageStore.Account;
import dev.longhaul.store.usage.UsageStore.Spent;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What each tenant, and each of its API keys that has a quota, has left of its plan. All of a tenant's jobs come to one
 * dispatcher, so the counts are in its memory; after a takeover the rates begin with a full bucket. Thread-safe.
 */
public final class TenantLimits implements Admission {

    private final Plans plans;
    private final Prices prices;
    private final Clock clock;
    private final TimeMeter time;
    private final Map<String, Standing> tenants = new HashMap<>();
    /** Of keys with jobs in flight or with a quota. */
    private final Map<Holder, Standing> keys = new HashMap<>();
    private volatile Runnable unknownSpend = () -> {
    };

    /**
     * @param prices
     *            of what is reserved for a job
     */
    public TenantLimits(Plans plans, Prices prices, Clock clock) {
        this.plans = plans;
        this.prices = prices;
        this.clock = clock;
        this.time = new ClockTime(clock);
    }

    /**
     * @param listener
     *            called when a job waits and a look at the ledger may change that; must not wait
     */
    void onUnknownSpend(Runnable listener) {
        unknownSpend = listener;
    }

    @Override
    public int weight(String tenant) {
        return plans.of(tenant).weight();
    }

    @Override
    public synchronized boolean mayGo(WaitingJob job) {
        return plans.areKnown() && allows(tenant(job.tenant()), job);
    }

    @Override
    public synchronized boolean keyMayGo(WaitingJob job) {
        Standing key = limitedKey(job);
        return key == null || allows(key, job);
    }

    private boolean allows(Standing standing, WaitingJob job) {
        WaitReason blocker = standing.blocker(job, () -> reservation(job));
        if (blocker == WaitReason.BUDGET && standing.wantsRead()) {
            unknownSpend.run();
        }
        return blocker == null;
    }

    @Override
    public synchronized @Nullable WaitReason blocker(WaitingJob job) {
        return plans.areKnown() ? tenant(job.tenant()).blocker(job, () -> reservation(job)) : WaitReason.BUDGET;
    }

    @Override
    public synchronized @Nullable WaitReason keyBlocker(WaitingJob job) {
        Standing key = limitedKey(job);
        return key == null ? null : key.blocker(job, () -> reservation(job));
    }

    /**
     * What a job may spend: its estimate, at the dearest target of its route on the day it was submitted. That day, so
     * that what is released is what was reserved also when a price has changed in between. Where no price is known, no
     * money can be reserved.
     */
    private Spend reservation(WaitingJob job) {
        Long most = prices.mostNanoDollars(job.model(), job.id().mintedAt(),
                new Usage(job.prompt(), job.cost() - job.prompt(), 0, 0));
        return new Spend(job.cost(), most == null ? 0 : most);
    }

    @Override
    public synchronized List<Holder> refused() {
        List<Holder> refused = new ArrayList<>();
        tenants.forEach((tenant, standing) -> {
            if (standing.book() != null && follow(tenant, standing).isRefused()) {
                refused.add(new Holder(tenant, null));
            }
        });
        keys.forEach((key, standing) -> {
            if (standing.book() != null && follow(key, standing).isRefused()) {
                refused.add(key);
            }
        });
        return refused;
    }

    @Override
    public synchronized void handedOut(WaitingJob job, boolean fresh) {
        Spend reservation = reservation(job);
        tenant(job.tenant()).handedOut(job, reservation, fresh);
        if (job.keyId() != null) {
            key(new Holder(job.tenant(), job.keyId())).handedOut(job, reservation, fresh);
        }
    }

    @Override
    public synchronized void released(WaitingJob job) {
        Spend reservation = reservation(job);
        Standing tenant = tenant(job.tenant());
        tenant.released(reservation);
        if (tenant.isIdle()) {
            tenants.remove(job.tenant());
        }
        if (job.keyId() != null) {
            Holder holder = new Holder(job.tenant(), job.keyId());
            Standing key = key(holder);
            key.released(reservation);
            if (key.isIdle()) {
                keys.remove(holder);
            }
        }
    }

    /** What is reserved for jobs with the workers. */
    synchronized Spend reserved(Holder holder) {
        Standing standing = holder.keyId() == null ? tenants.get(holder.tenant()) : keys.get(holder);
        return standing == null ? Spend.NOTHING : standing.reserved();
    }

    /**
     * Replaces the estimate of a job that has ended by what it used. Its reservation goes when it is released.
     *
     * @param at
     *            when it ended
     */
    public synchronized void settle(WaitingJob job, Instant at, Spend used) {
        Standing tenant = tenants.get(job.tenant());
        if (tenant != null) {
            tenant.settle(job, at, used);
        }
        Standing key = job.keyId() == null ? null : keys.get(new Holder(job.tenant(), job.keyId()));
        if (key != null) {
            key.settle(job, at, used);
        }
    }

    /** The accounts of all budgets; what ends from now on is not expected to be in the ledger. */
    synchronized List<Account> beginRead() {
        List<Account> accounts = new ArrayList<>();
        tenants.forEach((tenant, standing) -> beginRead(follow(tenant, standing), accounts));
        keys.forEach((key, standing) -> beginRead(follow(key, standing), accounts));
        return accounts;
    }

    private static void beginRead(Standing standing, List<Account> accounts) {
        SpendBook book = standing.book();
        if (book != null) {
            accounts.addAll(book.beginRead());
        }
    }

    /** Takes what the ledger says of these accounts; of one that it does not know nothing is spent. */
    synchronized void read(List<Account> accounts, Map<Account, Spent> ledger) {
        for (Account account : accounts) {
            Standing standing = account.keyId() == null
                    ? tenants.get(account.tenant())
                    : keys.get(new Holder(account.tenant(), account.keyId()));
            SpendBook book = standing == null ? null : standing.book();
            if (book != null) {
                Spent spent = ledger.get(account);
                book.read(account, spent == null ? Spend.NOTHING : spent.spend());
            }
        }
    }

    private Standing tenant(String tenant) {
        return follow(tenant, tenants.computeIfAbsent(tenant, name -> new Standing(name, null, time)));
    }

    private Standing key(Holder key) {
        return follow(key, keys.computeIfAbsent(key, holder -> new Standing(holder.tenant(), holder.keyId(), time)));
    }

    /** Where the job's key stands; null when it has no quota of its own. */
    private @Nullable Standing limitedKey(WaitingJob job) {
        return plans.of(job.tenant()).ofKey(job.keyId()) == null
                ? null
                : key(new Holder(job.tenant(), job.keyId()));
    }

    private Standing follow(String tenant, Standing standing) {
        TenantPlan plan = plans.of(tenant);
        return standing.follow(plan.quota(), clock.instant(), plan.timeZone());
    }

    private Standing follow(Holder key, Standing standing) {
        TenantPlan plan = plans.of(key.tenant());
        Quota quota = plan.ofKey(key.keyId());
        return standing.follow(quota == null ? Quota.NONE : quota, clock.instant(), plan.timeZone());
    }

    /** A clock as Bucket4j reads it. */
    private record ClockTime(Clock clock) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return TimeUnit.MILLISECONDS.toNanos(clock.millis());
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
