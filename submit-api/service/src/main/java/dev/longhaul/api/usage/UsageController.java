package dev.longhaul.api.usage;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.http.Dollars;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.usage.UsageQuery.Dimension;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.store.plan.PlanStore;
import dev.longhaul.store.plan.PlanStore.StoredPlan;
import dev.longhaul.store.usage.UsageRow;
import dev.longhaul.store.usage.UsageStore;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code /usage}: tokens and cost of the jobs that succeeded, by day, model, key and batch. */
@ApiController
public final class UsageController {

    private static final int MOST_LINES = 10_000;

    private final UsageStore usage;
    private final PlanStore plans;
    private final Clock clock;

    public UsageController(UsageStore usage, PlanStore plans, Clock clock) {
        this.usage = usage;
        this.plans = plans;
        this.clock = clock;
    }

    @GetMapping("/usage")
    Report report(HttpServletRequest request, Caller caller) {
        ZoneId zone = plans.find(caller.tenant()).map(StoredPlan::plan).orElse(TenantPlan.DEFAULT).timeZone();
        UsageQuery query = UsageQuery.of(request, LocalDate.ofInstant(clock.instant(), zone));
        Map<Group, Sum> sums = new HashMap<>();
        usage.rows(caller.tenant(), query.from().toString(), query.to().toString(), row -> {
            sums.merge(Group.of(row, query.groupBy()), Sum.of(row), Sum::plus);
            if (sums.size() > MOST_LINES) {
                throw ApiException.of(ErrorCode.INVALID_PARAMETER, "The answer would have more than " + MOST_LINES
                        + " lines: ask for fewer days, or leave something out of 'group_by'.", "group_by");
            }
        });
        List<Line> lines = sums.entrySet().stream().sorted(Map.Entry.comparingByKey(Group.ORDER))
                .map(entry -> Line.of(entry.getKey(), entry.getValue())).toList();
        Sum total = sums.values().stream().reduce(Sum.NOTHING, Sum::plus);
        return new Report("list", query.from().toString(), query.to().toString(), zone.getId(), lines,
                Line.of(Group.ALL, total));
    }

    /** What a line is about; null for what is not told apart. */
    record Group(@Nullable String day, @Nullable String model, @Nullable String key, @Nullable String batch) {

        static final Group ALL = new Group(null, null, null, null);

        private static final Comparator<@Nullable String> NULLS_FIRST = Comparator
                .nullsFirst(Comparator.naturalOrder());
        static final Comparator<Group> ORDER = Comparator.comparing(Group::day, NULLS_FIRST)
                .thenComparing(Group::model, NULLS_FIRST).thenComparing(Group::key, NULLS_FIRST)
                .thenComparing(Group::batch, NULLS_FIRST);

        static Group of(UsageRow row, Set<Dimension> by) {
            return new Group(by.contains(Dimension.DAY) ? row.day() : null,
                    by.contains(Dimension.MODEL) ? row.model() : null,
                    by.contains(Dimension.KEY) ? row.keyId() : null,
                    by.contains(Dimension.BATCH) ? row.batch() : null);
        }
    }

    record Sum(long requests, Usage usage, long nanoDollars) {

        static final Sum NOTHING = new Sum(0, Usage.NONE, 0);

        static Sum of(UsageRow row) {
            return new Sum(row.requests(), row.usage(), row.nanoDollars());
        }

        Sum plus(Sum other) {
            return new Sum(requests + other.requests, usage.plus(other.usage), nanoDollars + other.nanoDollars);
        }
    }

    /**
     * @param timeZone
     *            in which the days begin
     */
    record Report(String object, String from, String to, @JsonProperty("time_zone") String timeZone, List<Line> data,
            Line total) {}

    /**
     * @param requests
     *            jobs that succeeded
     */
    record Line(@Nullable String day, @Nullable String model, @Nullable String key, @Nullable String batch,
            long requests, @JsonProperty("prompt_tokens") long promptTokens,
            @JsonProperty("completion_tokens") long completionTokens, @JsonProperty("total_tokens") long totalTokens,
            @JsonProperty("cached_tokens") long cachedTokens, @JsonProperty("reasoning_tokens") long reasoningTokens,
            @JsonProperty("cost_usd") BigDecimal costDollars) {

        static Line of(Group group, Sum sum) {
            Usage usage = sum.usage();
            return new Line(group.day(), group.model(), group.key(), group.batch(), sum.requests(),
                    usage.promptTokens(), usage.completionTokens(), usage.totalTokens(), usage.cachedTokens(),
                    usage.reasoningTokens(), Dollars.of(sum.nanoDollars()));
        }
    }
}
