package dev.longhaul.resultstore.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of one call of a recipient. */
sealed interface Reply {

    /**
     * It answered.
     *
     * @param beginning
     *            of the answer's body
     * @param retryAfter
     *            the wait that it asked for; null for none
     */
    record Answered(int status, String beginning, @Nullable Duration retryAfter) implements Reply {}

    /**
     * It did not.
     *
     * @param why
     *            in words that its owner may read
     */
    record Silent(String why) implements Reply {}
}
