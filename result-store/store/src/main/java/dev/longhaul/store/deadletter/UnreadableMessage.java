package dev.longhaul.store.deadletter;

import java.time.Instant;

/**
 * A message that nobody could read or work on.
 *
 * @param id
 *            {@code msg_…}; later ones have greater ids
 * @param cause
 *            the fingerprint of its {@link Cause}
 * @param at
 *            when it was put aside
 * @param source
 *            the queue, or the topic with partition and offset, that it came by
 * @param reason
 *            in one word, such as {@code malformed}
 * @param message
 *            for a person, without any of its content
 * @param bytes
 *            how long it is
 */
public record UnreadableMessage(String id, String cause, Instant at, String source, String reason, String message,
        int bytes) {

    /** What the ids of all of them begin with. */
    public static final String PREFIX = "msg_";

    /** What makes two of them of one kind: where they came by, without the place in it, and why. */
    static Cause cause(String source, String reason, String message) {
        return Cause.of(reason, null, source.replaceFirst("-\\d+@\\d+$", ""), message);
    }
}
