package dev.longhaul.contract.plan;

import dev.longhaul.contract.job.CachePolicy;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant may use. Quotas are kept by the dispatcher that owns the tenant's partition.
 *
 * @param weight
 *            the tenant's part of a contended lane, against the weights of the others, 1 to {@value #MAX_WEIGHT}
 * @param quota
 *            of all its jobs together
 * @param timeZone
 *            in which its days and months begin
 * @param cache
 *            use of the answer cache by its jobs that do not say themselves
 * @param keys
 *            further quotas by the id of an API key, for the jobs that this key submits; at most {@value #MAX_KEYS}
 * @param allowed
 *            where its jobs may go
 * @param retentionDays
 *            how long its jobs stay after their end, 1 to {@value #MAX_RETENTION_DAYS} days; null for as long as the
 *            service keeps them
 */
public record TenantPlan(int weight, Quota quota, ZoneId timeZone, CachePolicy cache, Map<String, Quota> keys,
        Allowed allowed, @Nullable Integer retentionDays) {

    /** A day is as long as an idempotency key means the same job. */
    public static final int MIN_RETENTION_DAYS = 1;
    /** Ten years. */
    public static final int MAX_RETENTION_DAYS = 3_650;
    public static final int MAX_WEIGHT = 100;
    public static final int MAX_KEYS = 1_000;

    private static final ZoneId UTC = ZoneId.of("UTC");

    /** The plan of a tenant that has none of its own. */
    public static final TenantPlan DEFAULT = new TenantPlan(1, Quota.NONE);

    /**
     * @throws IllegalArgumentException
     *             when something is out of its range
     */
    public TenantPlan {
        Quota.check("weight", (long) weight, MAX_WEIGHT);
        quota = quota == null ? Quota.NONE : quota;
        timeZone = timeZone == null ? UTC : timeZone;
        cache = cache == null ? CachePolicy.DETERMINISTIC : cache;
        keys = keys == null ? Map.of() : Map.copyOf(keys);
        allowed = allowed == null ? Allowed.ALL : allowed;
        if (retentionDays != null
                && (retentionDays < MIN_RETENTION_DAYS || retentionDays > MAX_RETENTION_DAYS)) {
            throw new IllegalArgumentException("retentionDays is " + retentionDays + ", not " + MIN_RETENTION_DAYS
                    + " to " + MAX_RETENTION_DAYS);
        }
        if (keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException(keys.size() + " keys have quotas, not at most " + MAX_KEYS);
        }
    }

    public TenantPlan(int weight, Quota quota) {
        this(weight, quota, UTC, CachePolicy.DETERMINISTIC, Map.of(), Allowed.ALL, null);
    }

    /** The same plan with another budget. */
    public TenantPlan with(Budget budget) {
        return new TenantPlan(weight,
                new Quota(quota.maxInFlight(), quota.requestsPerMinute(), quota.tokensPerMinute(), budget), timeZone,
                cache, keys, allowed, retentionDays);
    }

    /** The same plan with a quota for a key. */
    public TenantPlan with(String keyId, Quota keyQuota) {
        Map<String, Quota> more = new HashMap<>(keys);
        more.put(keyId, keyQuota);
        return new TenantPlan(weight, quota, timeZone, cache, more, allowed, retentionDays);
    }

    /** The same plan with other limits of where jobs may go. */
    public TenantPlan with(Allowed places) {
        return new TenantPlan(weight, quota, timeZone, cache, keys, places, retentionDays);
    }

    /** The same plan with another retention. */
    public TenantPlan withRetention(@Nullable Integer days) {
        return new TenantPlan(weight, quota, timeZone, cache, keys, allowed, days);
    }

    /** A key's own quota; null when it has none. */
    public @Nullable Quota ofKey(@Nullable String keyId) {
        return keyId == null ? null : keys.get(keyId);
    }
}
