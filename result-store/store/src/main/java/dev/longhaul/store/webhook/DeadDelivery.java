package dev.longhaul.store.webhook;

import dev.longhaul.store.deadletter.Cause;
import dev.longhaul.store.webhook.Delivery.Attempt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that is not tried any more.
 *
 * @param cause
 *            the fingerprint of its {@link Cause}
 * @param at
 *            when it was given up
 * @param why
 *            for a person
 */
public record DeadDelivery(Delivery delivery, String cause, Instant at, String why) {

    /** The class of the error, as dead letters tell it. */
    public static final String CODE = "webhook_failed";

    /** What makes two of them of one kind: the recipient, and what came of the last try. */
    static Cause cause(String queue, @Nullable Attempt last) {
        Integer status = last == null ? null : last.status();
        return Cause.of(CODE, queue, status == null ? null : status.toString(), why(last));
    }

    /**
     * What came of the last try.
     *
     * @param last
     *            null when there was none
     */
    static String why(@Nullable Attempt last) {
        if (last == null) {
            return "The endpoint is disabled or deleted, or the event is past its time.";
        }
        return last.status() == null
                ? "No answer: " + last.error()
                : "It was answered with status " + last.status()
                        + ".";
    }
}
