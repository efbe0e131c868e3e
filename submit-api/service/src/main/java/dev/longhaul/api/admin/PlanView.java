package dev.longhaul.api.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.longhaul.api.http.Dollars;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.plan.Budget;
import dev.longhaul.contract.plan.Budget.WhenSpent;
import dev.longhaul.contract.plan.Quota;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.store.plan.PlanStore.PlanChange;
import dev.longhaul.store.plan.PlanStore.StoredPlan;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's plan as administrators see it.
 *
 * @param revision
 *            0 when the tenant has no plan of its own
 * @param changedAt
 *            seconds since 1970
 */
record PlanView(String tenant, String object, long revision, @JsonProperty("changed_at") @Nullable Long changedAt,
        Plan plan) {

    static PlanView of(StoredPlan stored) {
        return new PlanView(stored.tenant(), "tenant", stored.revision(), stored.changedAt().getEpochSecond(),
                Plan.of(stored.plan()));
    }

    /** Of a tenant that has no plan of its own. */
    static PlanView none(String tenant) {
        return new PlanView(tenant, "tenant", 0, null, Plan.of(TenantPlan.DEFAULT));
    }

    /** The plan itself. */
    record Plan(int weight, @JsonUnwrapped Limits quota, @JsonProperty("time_zone") String timeZone, CachePolicy cache,
            Map<String, Limits> keys, @JsonProperty("allowed_providers") @Nullable List<String> allowedProviders,
            @JsonProperty("allowed_regions") @Nullable List<String> allowedRegions,
            @JsonProperty("retention_days") @Nullable Integer retentionDays) {

        static Plan of(TenantPlan plan) {
            Map<String, Limits> keys = new TreeMap<>();
            plan.keys().forEach((key, quota) -> keys.put(key, Limits.of(quota)));
            return new Plan(plan.weight(), Limits.of(plan.quota()), plan.timeZone().getId(), plan.cache(), keys,
                    plan.allowed().providers(), plan.allowed().regions(), plan.retentionDays());
        }
    }

    /** A quota; null is no limit. */
    record Limits(@JsonProperty("max_in_flight") @Nullable Long maxInFlight,
            @JsonProperty("requests_per_minute") @Nullable Long requestsPerMinute,
            @JsonProperty("tokens_per_minute") @Nullable Long tokensPerMinute,
            @JsonProperty("daily_tokens") @Nullable Long dailyTokens,
            @JsonProperty("monthly_tokens") @Nullable Long monthlyTokens,
            @JsonProperty("daily_usd") @Nullable BigDecimal dailyDollars,
            @JsonProperty("monthly_usd") @Nullable BigDecimal monthlyDollars,
            @JsonProperty("when_spent") WhenSpent whenSpent) {

        static Limits of(Quota quota) {
            Budget budget = quota.budget();
            return new Limits(quota.maxInFlight(), quota.requestsPerMinute(), quota.tokensPerMinute(),
                    budget.dailyTokens(), budget.monthlyTokens(), Dollars.ofNullable(budget.dailyNanoDollars()),
                    Dollars.ofNullable(budget.monthlyNanoDollars()), budget.whenSpent());
        }
    }

    /** One change of it. */
    record Change(long revision, long at, String by, String reason, @Nullable Plan before, Plan after) {

        static Change of(PlanChange change) {
            TenantPlan before = change.before();
            return new Change(change.revision(), change.at().getEpochSecond(), change.by(), change.reason(),
                    before == null ? null : Plan.of(before), Plan.of(change.after()));
        }
    }
}
