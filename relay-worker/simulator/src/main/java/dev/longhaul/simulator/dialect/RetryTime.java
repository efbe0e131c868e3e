package dev.longhaul.simulator.dialect;

import java.math.BigDecimal;

/** Spans of time as the providers write them. */
final class RetryTime {

    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private RetryTime() {}

    /** Whole seconds, rounded up: who waits that long comes on time. */
    static String wholeSeconds(long millis) {
        return Long.toString(Math.ceilDiv(millis, SECOND));
    }

    /** Seconds as protocol buffers write them in JSON: {@code 36s}, {@code 1.5s}. */
    static String protobufSeconds(long millis) {
        return seconds(millis) + "s";
    }

    /** As Go writes durations, and OpenAI its resets: {@code 250ms}, {@code 1.5s}, {@code 6m0s}, {@code 1h2m3s}. */
    static String goDuration(long millis) {
        if (millis == 0) {
            return "0s";
        }
        if (millis < SECOND) {
            return millis + "ms";
        }
        var text = new StringBuilder();
        if (millis >= HOUR) {
            text.append(millis / HOUR).append('h');
        }
        if (millis >= MINUTE) {
            text.append(millis % HOUR / MINUTE).append('m');
        }
        return text.append(seconds(millis % MINUTE)).append('s').toString();
    }

    private static String seconds(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    }
}
