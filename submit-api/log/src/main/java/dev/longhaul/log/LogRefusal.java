package dev.longhaul.log;

import org.apache.kafka.common.errors.RecordTooLargeException;

/** Why the log has not taken a record. */
public final class LogRefusal {

    private LogRefusal() {}

    /** Whether the producer or the broker found it too large: it will never be taken. */
    public static boolean isTooLarge(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException) {
                return true;
            }
        }
        return false;
    }
}
