package dev.longhaul.simulator.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A limit per minute, kept as a bucket that fills continuously. Every key has buckets of its own. A call that passes
 * takes one request and the tokens that it will be billed; a call that does not pass takes nothing.
 *
 * @param provider
 *            the provider it holds for; null: each, counted apart
 * @param key
 *            glob over API keys ({@code *} stands for anything); null: every key
 * @param model
 *            glob over models; null: every model
 * @param per
 *            whether the models of a key share its buckets; null: they do
 * @param requestsPerMinute
 *            calls; null: no limit
 * @param tokensPerMinute
 *            tokens of prompts and completions together; null: no limit
 * @param inputTokensPerMinute
 *            tokens of prompts; null: no limit
 * @param outputTokensPerMinute
 *            tokens of completions; null: no limit
 * @param burstSeconds
 *            how many seconds' worth a full bucket holds, above 0 to 3600; null: 60
 */
public record RateLimit(@Nullable Provider provider, @Nullable String key, @Nullable String model, @Nullable Per per,
        @Nullable Integer requestsPerMinute, @Nullable Integer tokensPerMinute, @Nullable Integer inputTokensPerMinute,
        @Nullable Integer outputTokensPerMinute, @Nullable Double burstSeconds) {

    private static final int MOST = 1_000_000_000;

    /** What shares a bucket. */
    public enum Per {
        @JsonProperty("key")
        KEY, @JsonProperty("keyAndModel")
        KEY_AND_MODEL
    }

    /** A limit for every key of every provider. */
    public static RateLimit perKey(@Nullable Integer requestsPerMinute, @Nullable Integer tokensPerMinute) {
        return new RateLimit(null, null, null, null, requestsPerMinute, tokensPerMinute, null, null, null);
    }

    void check(Problems problems) {
        perMinute(problems, requestsPerMinute, "requestsPerMinute");
        perMinute(problems, tokensPerMinute, "tokensPerMinute");
        perMinute(problems, inputTokensPerMinute, "inputTokensPerMinute");
        perMinute(problems, outputTokensPerMinute, "outputTokensPerMinute");
        problems.require(requestsPerMinute != null || tokensPerMinute != null || inputTokensPerMinute != null
                || outputTokensPerMinute != null, "requestsPerMinute",
                "is missing: set it or one of the limits of tokens");
        if (burstSeconds != null) {
            problems.between(burstSeconds, 0.001, 3_600, "burstSeconds");
        }
    }

    private static void perMinute(Problems problems, @Nullable Integer value, String field) {
        if (value != null) {
            problems.between(value, 1, MOST, field);
        }
    }
}
