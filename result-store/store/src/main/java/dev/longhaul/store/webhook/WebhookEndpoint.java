package dev.longhaul.store.webhook;

import dev.longhaul.contract.webhook.EventType;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of a tenant's events.
 *
 * @param url
 *            null for one that is not called: its events are in the list of events only
 * @param types
 *            of which it is told
 * @param full
 *            whether a job's event brings the job's answer along
 * @param asymmetric
 *            whether deliveries are signed with the ed25519 key as well
 * @param secret
 *            what deliveries are signed with
 * @param updatedAt
 *            when its owner last changed it; null for never
 * @param failingSince
 *            since when no delivery has succeeded; null when the last one did
 * @param disabledAt
 *            since when it is told nothing; null while it is
 * @param disabledFor
 *            why
 */
public record WebhookEndpoint(String id, String tenant, String name, @Nullable String url, Set<EventType> types,
        boolean full, boolean asymmetric, SigningSecret secret, Instant createdAt, @Nullable Instant updatedAt,
        @Nullable Instant failingSince, @Nullable Instant disabledAt, @Nullable Reason disabledFor) {

    /** Whether deliveries go to it. */
    public boolean isCalled() {
        return url != null && disabledAt == null;
    }

    /** Why an endpoint is told nothing. */
    public enum Reason {
        /** It answered 410. */
        GONE,
        /** No delivery succeeded for days. */
        FAILING
    }

    /**
     * What its owner says of an endpoint.
     *
     * @param url
     *            as of the endpoint, and so are the others
     */
    public record Settings(String name, @Nullable String url, Set<EventType> types, boolean full,
            boolean asymmetric) {}
}
