package dev.longhaul.dispatcher.dispatch;

import dev.longhaul.contract.job.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Which jobs travel in one message: several of the batch lane, since AMQP costs by the message, as long as they are
 * short. A broker closes the channel on a message that is too large for it, RabbitMQ 4 on more than 16 MiB, and all
 * that it has not confirmed goes back to the queue then.
 *
 * @param most
 *            jobs of the batch lane in one message, at least 1
 */
record BundleRule(int most) {

    /** Characters of requests in one message, unless a single one is longer. */
    static final int MAX_CHARS = 1 << 20;

    /**
     * Divides jobs of a lane, in their order, among messages.
     *
     * @param chars
     *            the length of a job's request
     */
    <T> List<List<T>> divide(Lane lane, List<T> jobs, ToIntFunction<T> chars) {
        int mostOfLane = switch (lane) {
            case INTERACTIVE, STANDARD -> 1;
            case BATCH -> most;
        };
        List<List<T>> bundles = new ArrayList<>();
        List<T> last = List.of();
        long lastChars = 0;
        for (T job : jobs) {
            int own = chars.applyAsInt(job);
            if (last.isEmpty() || last.size() == mostOfLane || lastChars + own > MAX_CHARS) {
                last = new ArrayList<>();
                lastChars = 0;
                bundles.add(last);
            }
            last.add(job);
            lastChars += own;
        }
        return bundles;
    }
}
