package dev.longhaul.api.webhook;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.http.CursorPage;
import dev.longhaul.api.http.PageRequest;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.request.WebhookEndpointRequest;
import dev.longhaul.api.webhook.DeliveryView.RecoveryView;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.store.webhook.Delivery;
import dev.longhaul.store.webhook.Delivery.State;
import dev.longhaul.store.webhook.Recovery;
import dev.longhaul.store.webhook.WebhookDeliveries;
import dev.longhaul.store.webhook.WebhookEndpoints;
import dev.longhaul.store.webhook.WebhookRecoveries;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What became of webhooks, and having them sent again. */
@ApiController
public final class WebhookDeliveryController {

    private static final int BODY_LIMIT = 64 * 1024;
    /** In place of an endpoint's id: the deliveries to the addresses that jobs bring along. */
    private static final String JOBS = "jobs";

    private final WebhookEndpoints endpoints;
    private final WebhookDeliveries deliveries;
    private final WebhookRecoveries recoveries;

    public WebhookDeliveryController(WebhookEndpoints endpoints, WebhookDeliveries deliveries,
            WebhookRecoveries recoveries) {
        this.endpoints = endpoints;
        this.deliveries = deliveries;
        this.recoveries = recoveries;
    }

    @GetMapping("/webhook_endpoints/{id}/deliveries")
    CursorPage<DeliveryView> list(@PathVariable("id") String id,
            @RequestParam(name = "status", required = false) @Nullable String status, HttpServletRequest request,
            Caller caller) {
        String endpoint = own(id, caller);
        PageRequest page = PageRequest.of(request);
        return page.page(
                deliveries.list(caller.tenant(), endpoint, status == null ? null : state(status), page.after(),
                        page.look()),
                DeliveryView::of, Delivery::id);
    }

    private static State state(String text) {
        return Arrays.stream(State.values()).filter(state -> state.wire().equals(text)).findFirst()
                .orElseThrow(() -> ApiException.of(ErrorCode.INVALID_PARAMETER,
                        "'status' must be one of pending, delivered, failed.", "status"));
    }

    @GetMapping("/webhook_deliveries/{id}")
    DeliveryView read(@PathVariable("id") String id, Caller caller) {
        return deliveries.find(caller.tenant(), id).map(DeliveryView::of).orElseThrow(() -> unknown(id));
    }

    @PostMapping("/webhook_deliveries/{id}/redeliver")
    DeliveryView redeliver(@PathVariable("id") String id, Caller caller) {
        return deliveries.redeliver(caller.tenant(), id).map(DeliveryView::of).orElseThrow(() -> unknown(id));
    }

    private static ApiException unknown(String id) {
        return ApiException.of(ErrorCode.NOT_FOUND, "You have no delivery '" + id
                + "': GET /v1/webhook_endpoints/{id}/deliveries lists them for 30 days.", "id");
    }

    @PostMapping("/webhook_endpoints/{id}/recover")
    RecoveryView recover(@PathVariable("id") String id, HttpServletRequest request, Caller caller) {
        String endpoint = own(id, caller);
        Instant since = Instant
                .ofEpochSecond(WebhookEndpointRequest.readSince(RequestBody.json(request, BODY_LIMIT)));
        Recovery task = recoveries.create(caller.tenant(), endpoint, since);
        return RecoveryView.of(task, recoveries.count(task));
    }

    @GetMapping("/webhook_recoveries/{id}")
    RecoveryView recovery(@PathVariable("id") String id, Caller caller) {
        return recoveries.find(caller.tenant(), id).map(task -> RecoveryView.of(task, recoveries.count(task)))
                .orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND, "You have no recovery '" + id + "'.", "id"));
    }

    private String own(String id, Caller caller) {
        if (id.equals(JOBS)) {
            return WebhookEndpoints.idForJobs(caller.tenant());
        }
        return endpoints.find(caller.tenant(), id).orElseThrow(() -> WebhookEndpointController.unknown(id)).id();
    }
}
