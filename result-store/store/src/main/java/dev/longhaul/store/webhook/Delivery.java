package dev.longhaul.store.webhook;

import dev.longhaul.contract.webhook.EventType;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to one recipient.
 *
 * @param id
 *            {@code dlv_…}: the same for the same event and recipient
 * @param event
 *            the event's id
 * @param endpoint
 *            the endpoint's id; for an address that a job brought along, that of what signs for it
 * @param url
 *            the address that a job brought along; null for the endpoint's own
 * @param queue
 *            deliveries of one queue share a recipient and its limits
 * @param once
 *            whether it is not tried again, as a test is not
 * @param due
 *            when it is to be tried; null when it is not
 * @param tries
 *            attempts so far, since it was last asked for
 * @param attempts
 *            the latest ones
 */
public record Delivery(String id, String tenant, String event, EventType type, String endpoint, @Nullable String url,
        String queue, boolean once, State state, Instant createdAt, @Nullable Instant due, int tries,
        List<Attempt> attempts) {

    /** What the ids of all of them begin with. */
    public static final String PREFIX = "dlv_";

    /** To an endpoint. */
    public static Delivery to(WebhookEndpoint endpoint, WebhookEvent event, Instant now) {
        return of(event, endpoint.id(), null, endpoint.id(), now);
    }

    /** To an address that a job brought along. */
    public static Delivery toUrl(String url, WebhookEvent event, Instant now) {
        String endpoint = WebhookEndpoints.idForJobs(event.tenant());
        return of(event, endpoint, url, endpoint + "@" + URI.create(url).getRawAuthority(), now);
    }

    private static Delivery of(WebhookEvent event, String endpoint, @Nullable String url, String queue, Instant now) {
        return new Delivery(WebhookEvent.id(PREFIX, event.at(), event.id() + "\n" + endpoint + "\n" + url),
                event.tenant(), event.id(), event.type(), endpoint, url, queue, false, State.PENDING, now, now, 0,
                List.of());
    }

    /** The same, to be tried once. */
    public Delivery asTest() {
        return new Delivery(id, tenant, event, type, endpoint, url, queue, true, state, createdAt, due, tries,
                attempts);
    }

    /** How far it is. */
    public enum State {
        /** It will be tried, again if need be. */
        PENDING,
        /** The recipient has taken it. */
        DELIVERED,
        /** It is not tried any more, unless somebody asks for it. */
        FAILED;

        private final String wire = name().toLowerCase(Locale.ROOT);

        public String wire() {
            return wire;
        }
    }

    /**
     * One try.
     *
     * @param status
     *            the HTTP status; null when no answer came
     * @param error
     *            why it failed, when not by the status
     * @param answer
     *            how the answer's body begins
     */
    public record Attempt(Instant at, long millis, @Nullable Integer status, @Nullable String error,
            @Nullable String answer) {}
}
