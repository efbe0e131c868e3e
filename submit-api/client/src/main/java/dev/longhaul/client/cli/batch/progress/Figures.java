package dev.longhaul.client.cli.batch.progress;

import java.time.Duration;
import java.util.Locale;

/** Numbers for people. */
public final class Figures {

    private Figures() {}

    /** {@code 1,234,567}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 950}, {@code 12.3k}, {@code 4.5M}. */
    public static String shortCount(long number) {
        if (number < 1_000) {
            return Long.toString(number);
        }
        return number < 1_000_000
                ? String.format(Locale.ROOT, "%.1fk", number / 1e3)
                : String.format(Locale.ROOT, "%.1fM", number / 1e6);
    }

    /** {@code 0.52}, {@code 7.5}, {@code 1,234}: as many digits as say something. */
    public static String rate(double perSecond) {
        String format = perSecond < 1 ? "%.2f" : perSecond < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, perSecond);
    }

    /** {@code 4.2 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    public static String time(Duration duration) {
        if (duration.toSeconds() < 60) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
        }
        return wholeTime(duration);
    }

    /** {@code 4 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    static String wholeTime(Duration duration) {
        if (duration.toSeconds() < 60) {
            return duration.toSeconds() + " s";
        }
        return duration.toMinutes() < 60
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
}
