package dev.longhaul.store.deadletter;

import dev.longhaul.contract.job.JobId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters; all that is said must hold.
 *
 * @param ids
 *            only these jobs; empty for all
 * @param cause
 *            a fingerprint
 * @param from
 *            failed then or later
 * @param before
 *            failed earlier
 * @param attemptsFrom
 *            at least so many provider calls, 1 or more
 * @param attemptsTo
 *            at most so many
 * @param text
 *            stands somewhere in the error's message, in whichever case
 */
public record LetterFilter(List<JobId> ids, @Nullable String cause, @Nullable String tenant, @Nullable String model,
        @Nullable String provider, @Nullable String batch, @Nullable Instant from, @Nullable Instant before,
        @Nullable Integer attemptsFrom, @Nullable Integer attemptsTo, @Nullable String text) {

    public static final LetterFilter ALL = new LetterFilter(List.of(), null, null, null, null, null, null, null, null,
            null, null);

    public LetterFilter {
        ids = List.copyOf(ids);
    }

    /** Whether a webhook's delivery can be among them; false when it asks for something that only jobs have. */
    public boolean fitsDeliveries() {
        return ids.isEmpty() && model == null && provider == null && batch == null;
    }

    /** Whether a message that nobody could read can be among them: of that neither tenant nor tries are known. */
    public boolean fitsMessages() {
        return fitsDeliveries() && tenant == null && attemptsFrom == null && attemptsTo == null;
    }

    /** Those of one cause. */
    public static LetterFilter ofCause(String cause) {
        return new LetterFilter(List.of(), cause, null, null, null, null, null, null, null, null, null);
    }
}
