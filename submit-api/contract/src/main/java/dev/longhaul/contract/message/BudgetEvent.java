package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.longhaul.contract.plan.Period;
import dev.longhaul.contract.plan.Spend;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tenant, or one of its keys, has spent so much of a budget: the event {@code quota.threshold}. Sent once for each
 * period and percentage.
 *
 * @param keyId
 *            whose budget it is; null for the tenant's own
 * @param period
 *            whether the day's or the month's budget
 * @param name
 *            of the period, see {@link Period#at}
 * @param percent
 *            50, 80 or 100: of the tokens or of the money, whichever is further
 * @param spend
 *            in the period so far
 */
@JsonTypeName("quota.threshold.v1")
public record BudgetEvent(String tenant, @Nullable String keyId, Period period, String name, int percent, Spend spend,
        Instant at) implements EventMessage {

    public BudgetEvent {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(period, "period");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(spend, "spend");
        Objects.requireNonNull(at, "at");
    }

    @Override
    public List<JobEvent> events() {
        return List.of();
    }
}
