package dev.longhaul.api.webhook;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.webhook.Delivery;
import dev.longhaul.store.webhook.Delivery.Attempt;
import dev.longhaul.store.webhook.Delivery.State;
import dev.longhaul.store.webhook.WebhookDeliveries;
import dev.longhaul.store.webhook.WebhookEndpoint;
import dev.longhaul.store.webhook.WebhookEvent;
import dev.longhaul.store.webhook.WebhookEvents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** Sends a made-up event to an endpoint, by the way of all others, and waits for what comes of it. */
public final class WebhookTest {

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(100).toNanos();

    private final WebhookEvents events;
    private final WebhookDeliveries deliveries;
    private final Clock clock;

    public WebhookTest(WebhookEvents events, WebhookDeliveries deliveries, Clock clock) {
        this.events = events;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    /**
     * @return the HTTP status with which it was taken
     * @throws ApiException
     *             when it was not
     */
    int run(WebhookEndpoint endpoint, EventType type) {
        Instant now = clock.instant();
        WebhookEvent event = WebhookEvent.of(endpoint.tenant(), type, now, UUID.randomUUID().toString(),
                Map.of("id", "test", "object", "test", "test", true));
        Delivery delivery = Delivery.to(endpoint, event, now).asTest();
        events.record(List.of(event));
        deliveries.recordForAnyone(delivery);
        while (clock.instant().isBefore(now.plus(LONGEST))) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            Delivery found = deliveries.find(endpoint.tenant(), delivery.id()).orElse(delivery);
            if (found.state() != State.PENDING) {
                return status(found);
            }
        }
        throw failed("it was not tried within " + LONGEST.toSeconds() + " s; the result-store sends it, does it run");
    }

    private static int status(Delivery tried) {
        Attempt last = tried.attempts().isEmpty() ? null : tried.attempts().getLast();
        if (last == null) {
            throw failed("the endpoint was changed meanwhile; try again");
        }
        Integer status = last.status();
        if (status == null) {
            throw failed("there was no answer: " + last.error());
        }
        if (tried.state() != State.DELIVERED) {
            throw failed("the answer was " + status + ", only 200 to 299 counts");
        }
        return status;
    }

    private static ApiException failed(String why) {
        return ApiException.of(ErrorCode.WEBHOOK_TEST_FAILED, "The test was not taken: " + why + ".");
    }
}
