package dev.longhaul.api.webhook;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.http.CursorPage;
import dev.longhaul.api.http.Page;
import dev.longhaul.api.http.PageRequest;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.request.WebhookEndpointRequest;
import dev.longhaul.api.webhook.WebhookEndpointView.Deleted;
import dev.longhaul.api.webhook.WebhookEndpointView.JobSecret;
import dev.longhaul.api.webhook.WebhookEndpointView.Tested;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.webhook.WebhookEndpoint;
import dev.longhaul.store.webhook.WebhookEndpoint.Settings;
import dev.longhaul.store.webhook.WebhookEndpoints;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** {@code /webhook_endpoints}: who is told of a tenant's events, as in OpenAI's API. */
@ApiController
public final class WebhookEndpointController {

    private static final Logger log = LoggerFactory.getLogger(WebhookEndpointController.class);
    private static final int BODY_LIMIT = 64 * 1024;

    private final WebhookEndpoints endpoints;
    private final WebhookTargets targets;
    private final WebhookTest test;

    public WebhookEndpointController(WebhookEndpoints endpoints, WebhookTargets targets, WebhookTest test) {
        this.endpoints = endpoints;
        this.targets = targets;
        this.test = test;
    }

    @GetMapping("/webhook_event_types")
    Page<String> types() {
        return Page.whole(Arrays.stream(EventType.values()).map(EventType::wire).toList());
    }

    @PostMapping("/webhook_endpoints")
    WebhookEndpointView create(HttpServletRequest request, Caller caller) {
        requirePossible();
        WebhookEndpointRequest asked = WebhookEndpointRequest.readNew(RequestBody.json(request, BODY_LIMIT));
        checkUrl(asked.url());
        Settings settings = new Settings(Objects.requireNonNull(asked.name()), asked.url(),
                Objects.requireNonNull(asked.types()), Boolean.TRUE.equals(asked.full()),
                Boolean.TRUE.equals(asked.asymmetric()));
        WebhookEndpoints.WithSecret made = endpoints.create(caller.tenant(), settings)
                .orElseThrow(() -> ApiException.of(ErrorCode.INVALID_PARAMETER, "You have " + WebhookEndpoints.MOST
                        + " webhook endpoints already, which is the most: delete one first."));
        log.info("tenant {} has made webhook endpoint {}, with key {}", caller.tenant(), made.endpoint().id(),
                caller.keyId());
        return WebhookEndpointView.of(made);
    }

    @GetMapping("/webhook_endpoints")
    CursorPage<WebhookEndpointView> list(HttpServletRequest request, Caller caller) {
        PageRequest page = PageRequest.of(request);
        return page.page(endpoints.list(caller.tenant(), page.after(), page.look()), WebhookEndpointView::of,
                WebhookEndpoint::id);
    }

    @GetMapping("/webhook_endpoints/{id}")
    WebhookEndpointView read(@PathVariable("id") String id, Caller caller) {
        return WebhookEndpointView.of(own(id, caller));
    }

    @PostMapping("/webhook_endpoints/{id}")
    WebhookEndpointView change(@PathVariable("id") String id, HttpServletRequest request, Caller caller) {
        WebhookEndpoint now = own(id, caller);
        WebhookEndpointRequest asked = WebhookEndpointRequest.readChange(RequestBody.json(request, BODY_LIMIT));
        String url = asked.hasUrl() ? asked.url() : now.url();
        // also one that stays: it may lead elsewhere by now
        checkUrl(url);
        Settings settings = new Settings(or(asked.name(), now.name()), url, or(asked.types(), now.types()),
                or(asked.full(), now.full()), or(asked.asymmetric(), now.asymmetric()));
        return endpoints.update(caller.tenant(), id, settings).map(WebhookEndpointView::of)
                .orElseThrow(() -> unknown(id));
    }

    private static <T> T or(@Nullable T asked, T otherwise) {
        return asked == null ? otherwise : asked;
    }

    @DeleteMapping("/webhook_endpoints/{id}")
    Deleted delete(@PathVariable("id") String id, Caller caller) {
        if (!endpoints.delete(caller.tenant(), id)) {
            throw unknown(id);
        }
        log.info("tenant {} has deleted webhook endpoint {}, with key {}", caller.tenant(), id, caller.keyId());
        return new Deleted(id, "webhook_endpoint.deleted", true);
    }

    @PostMapping("/webhook_endpoints/{id}/rotate_secret")
    WebhookEndpointView rotate(@PathVariable("id") String id, HttpServletRequest request, Caller caller) {
        requirePossible();
        boolean keepOld = WebhookEndpointRequest.readRotation(RequestBody.json(request, BODY_LIMIT));
        return endpoints.rotate(caller.tenant(), id, keepOld).map(WebhookEndpointView::of)
                .orElseThrow(() -> unknown(id));
    }

    /** The secret that signs for the addresses that jobs bring along. */
    @PostMapping("/webhook_secret/rotate")
    JobSecret rotateForJobs(HttpServletRequest request, Caller caller) {
        requirePossible();
        boolean keepOld = WebhookEndpointRequest.readRotation(RequestBody.json(request, BODY_LIMIT));
        return JobSecret.of(endpoints.rotateForJobs(caller.tenant(), keepOld));
    }

    @PostMapping("/webhook_endpoints/{id}/test")
    Tested test(@PathVariable("id") String id, HttpServletRequest request, Caller caller) {
        requirePossible();
        WebhookEndpoint endpoint = own(id, caller);
        EventType type = WebhookEndpointRequest.readTest(RequestBody.json(request, BODY_LIMIT));
        if (endpoint.url() == null) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER, "This endpoint has no URL that could be called.", "id");
        }
        return new Tested("webhook_endpoint.test", type.wire(), test.run(endpoint, type), true, id);
    }

    private WebhookEndpoint own(String id, Caller caller) {
        return endpoints.find(caller.tenant(), id).orElseThrow(() -> unknown(id));
    }

    static ApiException unknown(String id) {
        return ApiException.of(ErrorCode.NOT_FOUND,
                "You have no webhook endpoint '" + id + "': GET /v1/webhook_endpoints lists them.", "id");
    }

    private void checkUrl(@Nullable String url) {
        if (url != null) {
            targets.refusalOfEndpoint(url).ifPresent(why -> {
                throw ApiException.of(ErrorCode.INVALID_PARAMETER, "'url' " + why + ".", "url");
            });
        }
    }

    private void requirePossible() {
        if (!targets.isPossible()) {
            throw ApiException.of(ErrorCode.WEBHOOK_KEY_MISSING,
                    "Webhooks are not set up here: let longhaul.webhook.master-key of submit-api and result-store name "
                            + "the output of 'openssl rand -base64 32'.");
        }
    }
}
