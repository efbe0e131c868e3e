package dev.longhaul.simulator.config;

import org.jspecify.annotations.Nullable;

/**
 * One line of the fault script. Rules are tried in order; the first that ends a call decides, those that only change it
 * add up until then.
 *
 * @param name
 *            for the reader of the configuration; null: none
 * @param match
 *            which calls; null: all
 * @param action
 *            what happens to them
 */
public record FaultRule(@Nullable String name, @Nullable FaultMatch match, FaultAction action) {

    private static final double HOUR = 3_600_000;

    /** A rule for every call. */
    public static FaultRule always(FaultAction action) {
        return new FaultRule(null, null, action);
    }

    void check(Problems problems) {
        if (match != null) {
            match.check(problems.in("match"));
        }
        // Jackson hands over null when the field is missing.
        problems.require(action != null, "action", "is missing");
        if (action == null) {
            return;
        }
        var inAction = problems.in("action");
        switch (action) {
            case FaultAction.Status status -> {
                inAction.between(status.status(), 400, 599, "status");
                inAction.require(status.retryAfterSeconds() == null || status.retryAfterSeconds() >= 0,
                        "retryAfterSeconds", "must not be negative");
            }
            case FaultAction.Reset reset -> notNegative(inAction, reset.afterBytes());
            case FaultAction.Stall stall -> notNegative(inAction, stall.afterBytes());
            case FaultAction.Slow slow -> inAction.between(slow.millis(), 0, HOUR, "millis");
            case FaultAction.Garbage garbage -> {
                // Every mode is fine.
            }
            case FaultAction.DropHeaders drop ->
                inAction.require(!drop.names().isEmpty(), "names", "must name a header");
            case FaultAction.Block block -> {
                // Has nothing to check.
            }
        }
    }

    private static void notNegative(Problems problems, @Nullable Long bytes) {
        problems.require(bytes == null || bytes >= 0, "afterBytes", "must not be negative, is " + bytes);
    }
}
