package dev.longhaul.api.order;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.request.OrderRequest;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.store.order.JobSet;
import dev.longhaul.store.order.OrderStore.Signature;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** {@code /jobs/batches/{batch}}: orders about the jobs that a tenant has given the same {@code batch}. */
@ApiController
public final class BatchOrderController {

    private static final int BODY_LIMIT = 64 * 1024;
    private static final Pattern BATCH = Pattern.compile(OrderRequest.BATCH_NAME);

    private final JobOrders orders;

    public BatchOrderController(JobOrders orders) {
        this.orders = orders;
    }

    @PostMapping("/jobs/batches/{batch}/pause")
    OrderView pause(Caller caller, @PathVariable("batch") String batch) {
        return orders.pause(jobs(caller, batch), signed(caller));
    }

    @PostMapping("/jobs/batches/{batch}/resume")
    OrderView resume(Caller caller, @PathVariable("batch") String batch) {
        return orders.resume(jobs(caller, batch), signed(caller));
    }

    @PostMapping("/jobs/batches/{batch}/cancel")
    OrderView cancel(Caller caller, @PathVariable("batch") String batch) {
        return orders.cancel(jobs(caller, batch), signed(caller));
    }

    @PostMapping("/jobs/batches/{batch}/priority")
    OrderView reprioritise(HttpServletRequest request, Caller caller, @PathVariable("batch") String batch) {
        JobSet jobs = jobs(caller, batch);
        return orders.reprioritise(jobs, OrderRequest.readPriority(RequestBody.json(request, BODY_LIMIT)),
                signed(caller));
    }

    private static JobSet jobs(Caller caller, String batch) {
        if (!BATCH.matcher(batch).matches()) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER,
                    "'batch' must have 1 to 64 letters, digits, dots, dashes and underscores.", "batch");
        }
        return new JobSet(caller.tenant(), batch);
    }

    private static Signature signed(Caller caller) {
        return new Signature(caller.keyId(), null);
    }
}
