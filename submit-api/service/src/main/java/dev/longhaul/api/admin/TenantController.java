package dev.longhaul.api.admin;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.AdminController;
import dev.longhaul.api.http.Page;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.key.Admin;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.request.PlanChangeRequest;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.store.key.ApiKeyStore;
import dev.longhaul.store.plan.PlanStore;
import dev.longhaul.store.plan.PlanStore.StoredPlan;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** {@code /admin/tenants}: the tenants' plans. A change is in force within two seconds. */
@AdminController
public final class TenantController {

    private static final Logger log = LoggerFactory.getLogger(TenantController.class);
    private static final int BODY_LIMIT = 256 * 1024;
    private static final int PAGE = 100;
    private static final Pattern TENANT = Pattern.compile(Caller.TENANT_NAME);

    private final PlanStore plans;
    private final ApiKeyStore keys;
    private final Set<String> providers;

    /**
     * @param providers
     *            the catalogue's names
     */
    public TenantController(PlanStore plans, ApiKeyStore keys, Set<String> providers) {
        this.plans = plans;
        this.keys = keys;
        this.providers = providers;
    }

    @GetMapping("/tenants")
    Page<PlanView> list(@RequestParam(name = "after", required = false) @Nullable String after) {
        List<StoredPlan> found = plans.list(after, PAGE + 1);
        List<PlanView> page = found.stream().limit(PAGE).map(PlanView::of).toList();
        return new Page<>(page, found.size() > PAGE);
    }

    @GetMapping("/tenants/{tenant}")
    PlanView read(@PathVariable("tenant") String tenant) {
        return plans.find(checked(tenant)).map(PlanView::of).orElseGet(() -> PlanView.none(tenant));
    }

    @PutMapping("/tenants/{tenant}")
    PlanView change(@PathVariable("tenant") String tenant, HttpServletRequest request, Admin admin) {
        checked(tenant);
        PlanChangeRequest change = PlanChangeRequest.read(RequestBody.json(request, BODY_LIMIT),
                keys.idsOf(tenant)::contains, providers);
        StoredPlan changed = plans.put(tenant, change.plan(), change.revision(), admin.name(), change.reason())
                .orElseThrow(() -> ApiException.of(ErrorCode.REVISION_CONFLICT,
                        "The plan of '" + tenant + "' is not at revision " + change.revision()
                                + " any more: read it again and make your change of what it is now.",
                        "revision"));
        log.info("plan of tenant {} is revision {} now, by admin {}", tenant, changed.revision(), admin.name());
        return PlanView.of(changed);
    }

    @GetMapping("/tenants/{tenant}/changes")
    Page<PlanView.Change> changes(@PathVariable("tenant") String tenant) {
        return Page.whole(plans.changes(checked(tenant)).stream().map(PlanView.Change::of).toList());
    }

    private static String checked(String tenant) {
        if (!TENANT.matcher(tenant).matches()) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER,
                    "A tenant's name has 1 to 64 lower-case letters, digits, dots, dashes and underscores.", "tenant");
        }
        return tenant;
    }
}
