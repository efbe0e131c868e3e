package dev.longhaul.api.usage;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.usage.UsageReport.Group;
import dev.longhaul.api.usage.UsageReport.Line;
import dev.longhaul.api.usage.UsageReport.Sum;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.store.plan.PlanStore;
import dev.longhaul.store.plan.PlanStore.StoredPlan;
import dev.longhaul.store.usage.UsageStore;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code /usage}: tokens and cost by day, model, provider, key and batch, as JSON or CSV. */
@ApiController
public final class UsageController {

    private static final int MOST_LINES = 10_000;
    private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

    private final UsageStore usage;
    private final PlanStore plans;
    private final Clock clock;

    public UsageController(UsageStore usage, PlanStore plans, Clock clock) {
        this.usage = usage;
        this.plans = plans;
        this.clock = clock;
    }

    @GetMapping("/usage")
    ResponseEntity<Object> report(HttpServletRequest request, Caller caller) {
        ZoneId zone = plans.find(caller.tenant()).map(StoredPlan::plan).orElse(TenantPlan.DEFAULT).timeZone();
        UsageQuery query = UsageQuery.of(request, LocalDate.ofInstant(clock.instant(), zone));
        UsageReport report = report(caller.tenant(), query, zone);
        if (!query.csv()) {
            return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(report);
        }
        return ResponseEntity.ok().contentType(CSV)
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment()
                        .filename("usage-" + query.from() + "-" + query.to() + ".csv").build().toString())
                .body(UsageCsv.of(report.data()).getBytes(StandardCharsets.UTF_8));
    }

    private UsageReport report(String tenant, UsageQuery query, ZoneId zone) {
        Map<Group, Sum> sums = new HashMap<>();
        usage.rows(tenant, query.from().toString(), query.to().toString(), row -> {
            sums.merge(Group.of(row, query.groupBy()), Sum.of(row), Sum::plus);
            if (sums.size() > MOST_LINES) {
                throw ApiException.of(ErrorCode.INVALID_PARAMETER, "The answer would have more than " + MOST_LINES
                        + " lines: ask for fewer days, or leave something out of 'group_by'.", "group_by");
            }
        });
        List<Line> lines = sums.entrySet().stream().sorted(Map.Entry.comparingByKey(Group.ORDER))
                .map(entry -> Line.of(entry.getKey(), entry.getValue())).toList();
        Sum total = sums.values().stream().reduce(Sum.NOTHING, Sum::plus);
        return new UsageReport("list", query.from().toString(), query.to().toString(), zone.getId(), lines,
                Line.of(Group.ALL, total));
    }
}
