package dev.longhaul.api.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.store.webhook.Delivery;
import dev.longhaul.store.webhook.Delivery.Attempt;
import dev.longhaul.store.webhook.Delivery.State;
import dev.longhaul.store.webhook.Recovery;
import dev.longhaul.store.webhook.Recovery.Count;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A delivery and its log. Times are in seconds since 1970.
 *
 * @param url
 *            the address that a job brought along; null for the endpoint's own
 * @param nextAttemptAt
 *            null when there is none
 */
record DeliveryView(String id, String object, @JsonProperty("event_id") String eventId,
        @JsonProperty("event_type") String eventType, @JsonProperty("webhook_endpoint_id") String webhookEndpointId,
        @Nullable String url, String status, @JsonProperty("created_at") long createdAt,
        @JsonProperty("next_attempt_at") @Nullable Long nextAttemptAt, List<AttemptView> attempts) {

    static DeliveryView of(Delivery delivery) {
        return new DeliveryView(delivery.id(), "webhook_delivery", delivery.event(), delivery.type().wire(),
                delivery.endpoint(), delivery.url(), delivery.state().wire(), delivery.createdAt().getEpochSecond(),
                delivery.state() == State.PENDING ? WebhookEndpointView.seconds(delivery.due()) : null,
                delivery.attempts().stream().map(AttemptView::of).toList());
    }

    /**
     * One try.
     *
     * @param statusCode
     *            null when no answer came
     * @param answer
     *            how the answer's body begins
     */
    record AttemptView(long at, @JsonProperty("duration_ms") long durationMs,
            @JsonProperty("status_code") @Nullable Integer statusCode, @Nullable String error,
            @Nullable String answer) {

        static AttemptView of(Attempt attempt) {
            return new AttemptView(attempt.at().getEpochSecond(), attempt.millis(), attempt.status(), attempt.error(),
                    attempt.answer());
        }
    }

    /**
     * A task that has failed deliveries tried again.
     *
     * @param asked
     *            deliveries that it has asked for so far
     */
    record RecoveryView(String id, String object, @JsonProperty("webhook_endpoint_id") String webhookEndpointId,
            String status, long since, @JsonProperty("created_at") long createdAt, long asked, long delivered,
            long failed) {

        static RecoveryView of(Recovery task, Count count) {
            return new RecoveryView(task.id(), "webhook_recovery", task.endpoint(),
                    task.done() ? "completed" : "in_progress", task.since().getEpochSecond(),
                    task.createdAt().getEpochSecond(), count.asked(), count.delivered(), count.failed());
        }
    }
}
