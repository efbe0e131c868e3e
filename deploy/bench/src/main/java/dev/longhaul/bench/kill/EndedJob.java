package dev.longhaul.bench.kill;

import dev.longhaul.client.Job;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is asked of a job.
 *
 * @param state
 *            as the API says it
 * @param endedAt
 *            to the second, which is the one in which it ended; null when it has not
 * @param possiblyBilled
 *            attempts that are marked so
 */
record EndedJob(String state, @Nullable Instant endedAt, int possiblyBilled) {

    static EndedJob of(Job job) {
        int possiblyBilled = 0;
        for (JsonNode attempt : job.json().path("attempts")) {
            possiblyBilled += attempt.path("possibly_billed").asBoolean(false) ? 1 : 0;
        }
        JsonNode endedAt = job.json().path("ended_at");
        return new EndedJob(job.state().wire(),
                endedAt.isNumber() ? Instant.ofEpochSecond(endedAt.asLong()) : null, possiblyBilled);
    }

    /** Whether the second in which it ended is over by then. */
    boolean isOverBefore(Instant time) {
        return endedAt != null && endedAt.plusSeconds(1).isBefore(time);
    }
}
