package dev.longhaul.api.edge;

import java.time.Duration;

/** Whether a request is let in. */
sealed interface Verdict {

    Verdict ALLOWED = new Allowed();

    /** It is, and it is counted. */
    record Allowed() implements Verdict {}

    /**
     * It is not, and costs its sender nothing.
     *
     * @param retryAfter
     *            until a request may be let in again, if nobody else's takes its place
     */
    record Refused(Duration retryAfter) implements Verdict {}
}
