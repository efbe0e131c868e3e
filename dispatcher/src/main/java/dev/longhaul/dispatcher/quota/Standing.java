package dev.longhaul.dispatcher.quota;

import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.plan.Budget;
import dev.longhaul.contract.plan.Budget.WhenSpent;
import dev.longhaul.contract.plan.Quota;
import dev.longhaul.contract.plan.Spend;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import io.github.bucket4j.TimeMeter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a tenant, or one of its API keys, stands against its quota. Not thread-safe. */
final class Standing {

    private final String tenant;
    private final @Nullable String keyId;
    private final TimeMeter time;
    private long inFlight;
    private Spend reserved = Spend.NOTHING;
    private Quota quota = Quota.NONE;
    private @Nullable MinuteRate requests;
    private @Nullable MinuteRate tokens;
    private @Nullable SpendBook book;

    /**
     * @param keyId
     *            null for the tenant itself
     */
    Standing(String tenant, @Nullable String keyId, TimeMeter time) {
        this.tenant = tenant;
        this.keyId = keyId;
        this.time = time;
    }

    /** Takes a quota up, and turns to the day and the month that it is now. */
    Standing follow(Quota planned, Instant now, ZoneId zone) {
        if (!planned.equals(quota)) {
            requests = rate(requests, planned.requestsPerMinute());
            tokens = rate(tokens, planned.tokensPerMinute());
            book = planned.budget().isNone() ? null : book == null ? new SpendBook(tenant, keyId) : book;
            quota = planned;
        }
        if (book != null) {
            book.turnTo(now, zone);
        }
        return this;
    }

    private @Nullable MinuteRate rate(@Nullable MinuteRate present, @Nullable Long perMinute) {
        if (perMinute == null) {
            return null;
        }
        return present != null && present.perMinute() == perMinute ? present : new MinuteRate(perMinute, time);
    }

    /** Whether nothing of it need be remembered. */
    boolean isIdle() {
        return inFlight == 0 && requests == null && tokens == null && book == null;
    }

    /**
     * What keeps a job from going; null when nothing does.
     *
     * @param reservation
     *            what the job may spend; asked for only where a budget needs it
     */
    @Nullable
    WaitReason blocker(WaitingJob job, Supplier<Spend> reservation) {
        Long most = quota.maxInFlight();
        if (most != null && inFlight >= most) {
            return keyId == null ? WaitReason.TENANT_IN_FLIGHT : WaitReason.KEY_IN_FLIGHT;
        }
        if ((requests != null && !requests.allows(1)) || (tokens != null && !tokens.allows(job.cost()))) {
            return keyId == null ? WaitReason.TENANT_RATE : WaitReason.KEY_RATE;
        }
        return isInBudget(reservation) ? null : WaitReason.BUDGET;
    }

    /**
     * What is out counts with its estimates, so that many jobs together do not spend more than there is. One that is
     * more than what is left may go alone: at most that one spends too much.
     */
    private boolean isInBudget(Supplier<Spend> reservation) {
        Budget budget = quota.budget();
        if (book == null) {
            return true;
        }
        return book.isKnown() && (book.allows(budget, reserved.plus(reservation.get()))
                || (inFlight == 0 && !book.mayBeSpent(budget)));
    }

    /** Whether a look at the ledger may show that more is left. */
    boolean wantsRead() {
        return book != null && (!book.isKnown() || book.hasUnread());
    }

    /** Whether jobs are to be ended, because nothing is left. */
    boolean isRefused() {
        Budget budget = quota.budget();
        return book != null && budget.whenSpent() == WhenSpent.REJECT && book.isKnown() && book.isSpent(budget);
    }

    /** What the budget is counted by; null without one. */
    @Nullable
    SpendBook book() {
        return book;
    }

    Spend reserved() {
        return reserved;
    }

    /**
     * A job is with the workers.
     *
     * @param fresh
     *            whether it costs rate: it does not when it was handed out before
     */
    void handedOut(WaitingJob job, Spend reservation, boolean fresh) {
        inFlight++;
        reserved = reserved.plus(reservation);
        if (fresh && requests != null) {
            requests.use(1);
        }
        if (fresh && tokens != null) {
            tokens.use(job.cost());
        }
    }

    /** A job is with the workers no more. */
    void released(Spend reservation) {
        inFlight--;
        reserved = reserved.minus(reservation);
    }

    /** A job has used so much instead of its estimate. */
    void settle(WaitingJob job, Instant at, Spend used) {
        long more = used.tokens() - job.cost();
        if (tokens != null && more > 0) {
            tokens.use(more);
        } else if (tokens != null && more < 0) {
            tokens.giveBack(-more);
        }
        if (book != null) {
            book.spent(at, used);
        }
    }
}
