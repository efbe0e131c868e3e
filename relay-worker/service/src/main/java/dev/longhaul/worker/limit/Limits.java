package dev.longhaul.worker.limit;

import org.jspecify.annotations.Nullable;

/**
 * What a provider allows a key for each model, in a minute.
 *
 * @param requestsPerMinute
 *            null when the provider's answers should tell
 * @param tokensPerMinute
 *            of prompts and completions; null when the provider's answers should tell
 */
public record Limits(@Nullable Long requestsPerMinute, @Nullable Long tokensPerMinute) {

    /** What the answers tell. */
    public static final Limits UNKNOWN = new Limits(null, null);
}
