package dev.longhaul.api.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.webhook.WebhookEndpoint;
import dev.longhaul.store.webhook.WebhookEndpoints.WithSecret;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A webhook endpoint in OpenAI's form, with some fields more. Times are in seconds since 1970.
 *
 * @param publicKey
 *            what {@code v1a} signatures are verified with
 * @param signingSecret
 *            only where it is new
 * @param failingSince
 *            since when no delivery has succeeded
 * @param disabledReason
 *            {@code gone} or {@code failing}
 */
record WebhookEndpointView(String id, String object, @JsonProperty("created_at") long createdAt,
        @JsonProperty("updated_at") @Nullable Long updatedAt, @JsonProperty("event_types") List<String> eventTypes,
        String name, @Nullable String url, String payload, String signature,
        @JsonProperty("public_key") String publicKey,
        @JsonProperty("signing_secret_hint") String signingSecretHint,
        @JsonProperty("signing_secret") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String signingSecret,
        @JsonProperty("failing_since") @Nullable Long failingSince,
        @JsonProperty("disabled_at") @Nullable Long disabledAt,
        @JsonProperty("disabled_reason") @Nullable String disabledReason) {

    static WebhookEndpointView of(WebhookEndpoint endpoint) {
        return of(endpoint, null);
    }

    static WebhookEndpointView of(WithSecret fresh) {
        return of(fresh.endpoint(), fresh.secret());
    }

    private static WebhookEndpointView of(WebhookEndpoint endpoint, @Nullable String secret) {
        return new WebhookEndpointView(endpoint.id(), "webhook_endpoint", endpoint.createdAt().getEpochSecond(),
                seconds(endpoint.updatedAt()), endpoint.types().stream().sorted().map(EventType::wire).toList(),
                endpoint.name(), endpoint.url(), endpoint.full() ? "full" : "thin",
                endpoint.asymmetric() ? "v1a" : "v1", endpoint.secret().publicKey(), endpoint.secret().hint(), secret,
                seconds(endpoint.failingSince()), seconds(endpoint.disabledAt()),
                endpoint.disabledFor() == null ? null : endpoint.disabledFor().name().toLowerCase(Locale.ROOT));
    }

    static @Nullable Long seconds(@Nullable Instant time) {
        return time == null ? null : time.getEpochSecond();
    }

    @Override
    public String toString() {
        return "WebhookEndpointView[" + id + "]";
    }

    /** The secret that signs for the addresses that jobs bring along. */
    record JobSecret(String object, @JsonProperty("signing_secret_hint") String signingSecretHint,
            @JsonProperty("signing_secret") String signingSecret) {

        static JobSecret of(WithSecret fresh) {
            return new JobSecret("webhook_secret", fresh.endpoint().secret().hint(), fresh.secret());
        }

        @Override
        public String toString() {
            return "JobSecret[" + signingSecretHint + "]";
        }
    }

    /** One that is gone. */
    record Deleted(String id, String object, boolean deleted) {}

    /** A test that was taken. */
    record Tested(String object, @JsonProperty("event_type") String eventType,
            @JsonProperty("status_code") int statusCode, boolean success,
            @JsonProperty("webhook_endpoint_id") String webhookEndpointId) {}
}
