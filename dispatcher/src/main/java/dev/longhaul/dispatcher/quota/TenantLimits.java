package dev.longhaul.dispatcher.quota;

import dev.longhaul.contract.catalog.Prices;
import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.contract.plan.Budget;
import dev.longhaul.contract.plan.Budget.WhenSpent;
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
 * What each tenant has left of its plan. All of a tenant's jobs come to one dispatcher, so the counts are in its
 * memory; after a takeover the rates begin with a full bucket. Thread-safe.
 */
public final class TenantLimits implements Admission {

    private final Plans plans;
    private final Prices prices;
    private final Clock clock;
    private final TimeMeter time;
    private final Map<String, Standing> standings = new HashMap<>();
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
     *            called when a tenant waits and a look at the ledger may change that; must not wait
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
        return plans.areKnown() && standing(job.tenant()).allows(job);
    }

    @Override
    public synchronized @Nullable WaitReason blocker(WaitingJob job) {
        return plans.areKnown() ? standing(job.tenant()).blocker(job) : WaitReason.BUDGET;
    }

    /** What a job may spend: its estimate. */
    private Spend reservation(WaitingJob job) {
        return new Spend(job.cost(),
                prices.nanoDollars(job.model(), new Usage(job.prompt(), job.cost() - job.prompt(), 0, 0)));
    }

    @Override
    public synchronized List<String> refused() {
        List<String> refused = new ArrayList<>();
        standings.forEach((tenant, standing) -> {
            if (standing.budget != null && standing(tenant).isRefused()) {
                refused.add(tenant);
            }
        });
        return refused;
    }

    @Override
    public synchronized void handedOut(WaitingJob job, boolean fresh) {
        Standing standing = standing(job.tenant());
        standing.inFlight++;
        standing.reserved = standing.reserved.plus(reservation(job));
        if (fresh) {
            standing.use(job.cost());
        }
    }

    @Override
    public synchronized void released(WaitingJob job) {
        Standing standing = standing(job.tenant());
        standing.inFlight--;
        standing.reserved = standing.reserved.minus(reservation(job));
        if (standing.inFlight == 0 && standing.requests == null && standing.tokens == null
                && standing.budget == null) {
            standings.remove(job.tenant());
        }
    }

    /** What is reserved for a tenant's jobs with the workers. */
    synchronized Spend reserved(String tenant) {
        Standing standing = standings.get(tenant);
        return standing == null ? Spend.NOTHING : standing.reserved;
    }

    /**
     * Replaces the estimate of a job that has ended by what it used. Its reservation goes when it is released.
     *
     * @param at
     *            when it ended
     */
    public synchronized void settle(WaitingJob job, Instant at, Spend used) {
        Standing standing = standings.get(job.tenant());
        if (standing != null) {
            standing.settle(job.cost(), at, used);
        }
    }

    /** The accounts of all tenants with a budget; what ends from now on is not expected to be in the ledger. */
    synchronized List<Account> beginRead() {
        List<Account> accounts = new ArrayList<>();
        standings.forEach((tenant, standing) -> {
            SpendBook book = standing(tenant).book;
            if (book != null) {
                accounts.addAll(book.beginRead());
            }
        });
        return accounts;
    }

    /** Takes what the ledger says of these accounts; of one that it does not know nothing is spent. */
    synchronized void read(List<Account> accounts, Map<Account, Spent> ledger) {
        for (Account account : accounts) {
            Standing standing = standings.get(account.tenant());
            if (standing != null && standing.book != null) {
                Spent spent = ledger.get(account);
                standing.book.read(account, spent == null ? Spend.NOTHING : spent.spend());
            }
        }
    }

    private Standing standing(String tenant) {
        Standing standing = standings.computeIfAbsent(tenant, name -> new Standing());
        standing.follow(tenant, plans.of(tenant));
        return standing;
    }

    /** Where one tenant stands. */
    private final class Standing {

        private long inFlight;
        private Spend reserved = Spend.NOTHING;
        private long maxInFlight = Long.MAX_VALUE;
        private @Nullable MinuteRate requests;
        private @Nullable MinuteRate tokens;
        private @Nullable Budget budget;
        private @Nullable SpendBook book;

        void follow(String tenant, TenantPlan plan) {
            Long most = plan.maxInFlight();
            maxInFlight = most == null ? Long.MAX_VALUE : most;
            requests = rate(requests, plan.requestsPerMinute());
            tokens = rate(tokens, plan.tokensPerMinute());
            if (plan.budget().isNone()) {
                budget = null;
                book = null;
            } else {
                budget = plan.budget();
                book = book == null ? new SpendBook(tenant) : book;
                book.turnTo(clock.instant(), plan.timeZone());
            }
        }

        private @Nullable MinuteRate rate(@Nullable MinuteRate present, @Nullable Long perMinute) {
            if (perMinute == null) {
                return null;
            }
            return present != null && present.perMinute() == perMinute ? present : new MinuteRate(perMinute, time);
        }

        boolean allows(WaitingJob job) {
            WaitReason blocker = blocker(job);
            if (blocker == WaitReason.BUDGET && book != null && (!book.isKnown() || book.hasUnread())) {
                unknownSpend.run();
            }
            return blocker == null;
        }

        @Nullable
        WaitReason blocker(WaitingJob job) {
            if (inFlight >= maxInFlight) {
                return WaitReason.TENANT_IN_FLIGHT;
            }
            if ((requests != null && !requests.allows(1)) || (tokens != null && !tokens.allows(job.cost()))) {
                return WaitReason.TENANT_RATE;
            }
            return isInBudget(job) ? null : WaitReason.BUDGET;
        }

        /**
         * What is out counts with its estimates, so that many jobs together do not spend more than there is. One that
         * is more than what is left may go alone: at most that one spends too much.
         */
        private boolean isInBudget(WaitingJob job) {
            if (budget == null || book == null) {
                return true;
            }
            return book.isKnown() && (book.allows(budget, reserved.plus(reservation(job)))
                    || (inFlight == 0 && !book.mayBeSpent(budget)));
        }

        boolean isRefused() {
            return budget != null && book != null && budget.whenSpent() == WhenSpent.REJECT && book.isKnown()
                    && book.isSpent(budget);
        }

        void settle(long cost, Instant at, Spend used) {
            if (tokens != null && used.tokens() > cost) {
                tokens.use(used.tokens() - cost);
            } else if (tokens != null && used.tokens() < cost) {
                tokens.giveBack(cost - used.tokens());
            }
            if (book != null) {
                book.spent(at, used);
            }
        }

        void use(long cost) {
            if (requests != null) {
                requests.use(1);
            }
            if (tokens != null) {
                tokens.use(cost);
            }
        }
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
