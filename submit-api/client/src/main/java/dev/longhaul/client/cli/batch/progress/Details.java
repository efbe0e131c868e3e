package dev.longhaul.client.cli.batch.progress;

import java.util.StringJoiner;

/** What stands behind the count in either view. One thread. */
final class Details {

    private final Pace pace = new Pace();

    String of(RunStatus status, long nanos) {
        pace.add(nanos, status.done());
        if (status.trouble() != null) {
            return "trying again: " + status.trouble();
        }
        StringJoiner parts = new StringJoiner(", ");
        pace.perSecond().ifPresent(rate -> parts.add(Figures.rate(rate) + "/s"));
        pace.timeFor(status.total() - status.done()).ifPresent(left -> parts.add("ETA " + Figures.wholeTime(left)));
        parts.add(Figures.count(status.tally().failed()) + " failed");
        if (status.tally().tokens().total() > 0) {
            parts.add(Figures.shortCount(status.tally().tokens().total()) + " tokens");
        }
        return parts.toString();
    }
}
