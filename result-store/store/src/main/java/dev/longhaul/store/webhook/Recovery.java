package dev.longhaul.store.webhook;

import java.time.Instant;

/**
 * A task that has an endpoint's failed deliveries tried again: those of events since a time, and up to the task's own.
 *
 * @param done
 *            whether all have been asked for
 */
public record Recovery(String id, String tenant, String endpoint, Instant since, Instant createdAt, boolean done) {

    /**
     * How far it is.
     *
     * @param asked
     *            deliveries that it has asked for
     * @param delivered
     *            of those, the ones that have succeeded since
     * @param failed
     *            of those, the ones that have failed again
     */
    public record Count(long asked, long delivered, long failed) {}
}
