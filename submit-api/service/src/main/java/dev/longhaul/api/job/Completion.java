package dev.longhaul.api.job;

import dev.longhaul.store.job.JobRecord.Ending;
import dev.longhaul.store.job.StoredAnswer;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion as it is written into an answer: at hand as JSON text, or to be read part by part while it is
 * written. One of the two is there.
 */
public record Completion(@Nullable String json, @Nullable StoredAnswer stored) {

    /** One that is at hand. */
    public static Completion of(String json) {
        return new Completion(json, null);
    }

    /** Null where there is none. */
    public static @Nullable Completion of(@Nullable Ending ending) {
        return ending == null || (ending.response() == null && ending.stored() == null)
                ? null
                : new Completion(ending.response(), ending.stored());
    }
}
