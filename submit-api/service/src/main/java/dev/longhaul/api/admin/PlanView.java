package dev.longhaul.api.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.api.http.Dollars;
import dev.longhaul.contract.plan.Budget;
import dev.longhaul.contract.plan.Budget.WhenSpent;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.store.plan.PlanStore.PlanChange;
import dev.longhaul.store.plan.PlanStore.StoredPlan;
import java.math.BigDecimal;
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
        Limits plan) {

    static PlanView of(StoredPlan stored) {
        return new PlanView(stored.tenant(), "tenant", stored.revision(), stored.changedAt().getEpochSecond(),
                Limits.of(stored.plan()));
    }

    /** Of a tenant that has no plan of its own. */
    static PlanView none(String tenant) {
        return new PlanView(tenant, "tenant", 0, null, Limits.of(TenantPlan.DEFAULT));
    }

    /** The plan itself; null is no limit. */
    record Limits(int weight, @JsonProperty("max_in_flight") @Nullable Long maxInFlight,
            @JsonProperty("requests_per_minute") @Nullable Long requestsPerMinute,
            @JsonProperty("tokens_per_minute") @Nullable Long tokensPerMinute,
            @JsonProperty("daily_tokens") @Nullable Long dailyTokens,
            @JsonProperty("monthly_tokens") @Nullable Long monthlyTokens,
            @JsonProperty("daily_usd") @Nullable BigDecimal dailyDollars,
            @JsonProperty("monthly_usd") @Nullable BigDecimal monthlyDollars,
            @JsonProperty("when_spent") WhenSpent whenSpent, @JsonProperty("time_zone") String timeZone) {

        static Limits of(TenantPlan plan) {
            Budget budget = plan.budget();
            return new Limits(plan.weight(), plan.maxInFlight(), plan.requestsPerMinute(), plan.tokensPerMinute(),
                    budget.dailyTokens(), budget.monthlyTokens(), Dollars.ofNullable(budget.dailyNanoDollars()),
                    Dollars.ofNullable(budget.monthlyNanoDollars()), budget.whenSpent(), plan.timeZone().getId());
        }
    }

    /** One change of it. */
    record Change(long revision, long at, String by, String reason, @Nullable Limits before, Limits after) {

        static Change of(PlanChange change) {
            TenantPlan before = change.before();
            return new Change(change.revision(), change.at().getEpochSecond(), change.by(), change.reason(),
                    before == null ? null : Limits.of(before), Limits.of(change.after()));
        }
    }
}
