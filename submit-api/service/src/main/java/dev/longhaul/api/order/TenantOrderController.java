package dev.longhaul.api.order;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.AdminController;
import dev.longhaul.api.http.Page;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.key.Admin;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.request.OrderRequest;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.store.order.JobSet;
import dev.longhaul.store.order.OrderStore;
import dev.longhaul.store.order.OrderStore.Signature;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** {@code /admin/tenants/{tenant}}: orders about all jobs of a tenant, each with a reason. */
@AdminController
public final class TenantOrderController {

    private static final int BODY_LIMIT = 64 * 1024;
    private static final Pattern TENANT = Pattern.compile(Caller.TENANT_NAME);

    private final JobOrders orders;
    private final OrderStore store;

    public TenantOrderController(JobOrders orders, OrderStore store) {
        this.orders = orders;
        this.store = store;
    }

    @PostMapping("/tenants/{tenant}/pause")
    OrderView pause(@PathVariable("tenant") String tenant, HttpServletRequest request, Admin admin) {
        JobSet jobs = jobs(tenant);
        return orders.pause(jobs, signed(request, admin));
    }

    @PostMapping("/tenants/{tenant}/resume")
    OrderView resume(@PathVariable("tenant") String tenant, HttpServletRequest request, Admin admin) {
        JobSet jobs = jobs(tenant);
        return orders.resume(jobs, signed(request, admin));
    }

    @PostMapping("/tenants/{tenant}/cancel")
    OrderView cancel(@PathVariable("tenant") String tenant, HttpServletRequest request, Admin admin) {
        JobSet jobs = jobs(tenant);
        return orders.cancel(jobs, signed(request, admin));
    }

    @PostMapping("/tenants/{tenant}/priority")
    OrderView reprioritise(@PathVariable("tenant") String tenant, HttpServletRequest request, Admin admin) {
        JobSet jobs = jobs(tenant);
        OrderRequest order = OrderRequest.readReasonedPriority(RequestBody.json(request, BODY_LIMIT));
        return orders.reprioritise(jobs, order.priority(), new Signature(admin.name(), order.reason()));
    }

    @GetMapping("/tenants/{tenant}/orders")
    Page<OrderView.Given> given(@PathVariable("tenant") String tenant) {
        return Page.whole(store.history(jobs(tenant)).stream().map(OrderView.Given::of).toList());
    }

    private static Signature signed(HttpServletRequest request, Admin admin) {
        return new Signature(admin.name(), OrderRequest.readReason(RequestBody.json(request, BODY_LIMIT)));
    }

    private static JobSet jobs(String tenant) {
        if (!TENANT.matcher(tenant).matches()) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER,
                    "A tenant's name has 1 to 64 lower-case letters, digits, dots, dashes and underscores.", "tenant");
        }
        return JobSet.ofTenant(tenant);
    }
}
