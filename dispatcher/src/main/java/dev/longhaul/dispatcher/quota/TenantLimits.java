package dev.longhaul.dispatcher.quota;

import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.dispatcher.fairness.Admission;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What each tenant has left of its plan. All of a tenant's jobs come to one dispatcher, so the counts are in its
 * memory; after a takeover the rates begin with a full bucket. Thread-safe.
 */
public final class TenantLimits implements Admission {

    private final Plans plans;
    private final TimeMeter time;
    private final Map<String, Standing> standings = new HashMap<>();

    public TenantLimits(Plans plans, Clock clock) {
        this.plans = plans;
        this.time = new ClockTime(clock);
    }

    @Override
    public int weight(String tenant) {
        return plans.of(tenant).weight();
    }

    @Override
    public synchronized boolean mayGo(WaitingJob job) {
        return plans.areKnown() && standing(job.tenant()).allows(job.cost());
    }

    @Override
    public synchronized void handedOut(WaitingJob job, boolean fresh) {
        Standing standing = standing(job.tenant());
        standing.inFlight++;
        if (fresh) {
            standing.use(job.cost());
        }
    }

    @Override
    public synchronized void released(WaitingJob job) {
        Standing standing = standing(job.tenant());
        standing.inFlight--;
        if (standing.inFlight == 0 && standing.requests == null && standing.tokens == null) {
            standings.remove(job.tenant());
        }
    }

    /**
     * Replaces the estimate of a job that has ended by what it used.
     *
     * @param used
     *            tokens as the provider reported them
     */
    public synchronized void settle(WaitingJob job, long used) {
        Standing standing = standings.get(job.tenant());
        MinuteRate tokens = standing == null ? null : standing.tokens;
        if (tokens != null && used > job.cost()) {
            tokens.use(used - job.cost());
        } else if (tokens != null && used < job.cost()) {
            tokens.giveBack(job.cost() - used);
        }
    }

    private Standing standing(String tenant) {
        Standing standing = standings.computeIfAbsent(tenant, name -> new Standing());
        standing.follow(plans.of(tenant), time);
        return standing;
    }

    /** Where one tenant stands. */
    private static final class Standing {

        private long inFlight;
        private long maxInFlight = Long.MAX_VALUE;
        private @Nullable MinuteRate requests;
        private @Nullable MinuteRate tokens;

        void follow(TenantPlan plan, TimeMeter time) {
            Long most = plan.maxInFlight();
            maxInFlight = most == null ? Long.MAX_VALUE : most;
            requests = rate(requests, plan.requestsPerMinute(), time);
            tokens = rate(tokens, plan.tokensPerMinute(), time);
        }

        private static @Nullable MinuteRate rate(@Nullable MinuteRate present, @Nullable Long perMinute,
                TimeMeter time) {
            if (perMinute == null) {
                return null;
            }
            return present != null && present.perMinute() == perMinute ? present : new MinuteRate(perMinute, time);
        }

        boolean allows(long cost) {
            return inFlight < maxInFlight && (requests == null || requests.allows(1))
                    && (tokens == null || tokens.allows(cost));
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
