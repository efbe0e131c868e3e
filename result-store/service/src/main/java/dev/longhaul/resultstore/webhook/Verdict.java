package dev.longhaul.resultstore.webhook;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to become of a delivery after a try. */
sealed interface Verdict {

    /** The recipient has taken it. */
    record Delivered() implements Verdict {}

    /** It is to be tried again. */
    record Again(Duration delay) implements Verdict {}

    /** It is not to be tried any more. */
    record GivenUp() implements Verdict {}

    /** The recipient does not want anything any more. */
    record Gone() implements Verdict {}

    /**
     * @param tries
     *            so far, this one included
     * @param once
     *            whether it is not to be tried again at all
     * @param random
     *            from 0 to 1
     */
    static Verdict of(Reply reply, int tries, boolean once, double random) {
        return switch (reply) {
            case Reply.Answered answered when answered.status() / 100 == 2 -> new Delivered();
            case Reply.Answered answered when answered.status() == 410 -> new Gone();
            case Reply.Answered answered -> again(tries, once, answered.retryAfter(), random);
            case Reply.Silent silent -> again(tries, once, null, random);
        };
    }

    private static Verdict again(int tries, boolean once, @Nullable Duration retryAfter, double random) {
        Optional<Duration> wait = once ? Optional.empty() : Schedule.next(tries, retryAfter, random);
        return wait.<Verdict>map(Again::new).orElseGet(GivenUp::new);
    }
}
