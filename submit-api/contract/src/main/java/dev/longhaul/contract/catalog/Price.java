package dev.longhaul.contract.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * US dollars for a million tokens.
 *
 * @param cachedInput
 *            for prompt tokens that the provider had cached; null: as {@code input}
 * @param cacheWrite
 *            for prompt tokens that the provider wrote to its cache, to keep them for five minutes; null: as
 *            {@code input}
 * @param batchMultiplier
 *            of all of these in the provider's own batch API, from 0 to 1; default 1
 * @param since
 *            the day, in UTC, from which it counts; null: it counts before all others
 * @param tiers
 *            for calls with a long prompt
 */
public record Price(BigDecimal input, BigDecimal output,
        @JsonProperty("cached-input") @Nullable BigDecimal cachedInput,
        @JsonProperty("cache-write") @Nullable BigDecimal cacheWrite,
        @JsonProperty("batch-multiplier") BigDecimal batchMultiplier, @Nullable LocalDate since,
        List<Tier> tiers) implements Rates {

    public Price {
        batchMultiplier = batchMultiplier == null ? BigDecimal.ONE : batchMultiplier;
        tiers = tiers == null ? List.of() : List.copyOf(tiers);
    }

    /** What a call with such a prompt is charged at, as a whole. */
    Rates rates(long promptTokens) {
        return tiers.stream().filter(tier -> promptTokens > tier.abovePromptTokens())
                .max(Comparator.comparingLong(Tier::abovePromptTokens)).<Rates>map(tier -> tier).orElse(this);
    }

    /**
     * Dearer, or cheaper, for a long prompt.
     *
     * @param abovePromptTokens
     *            a longer prompt, cached tokens included, brings its call here
     * @param cachedInput
     *            null: as the tier's {@code input}
     * @param cacheWrite
     *            null: as the tier's {@code input}
     */
    public record Tier(@JsonProperty("above-prompt-tokens") long abovePromptTokens, BigDecimal input,
            BigDecimal output, @JsonProperty("cached-input") @Nullable BigDecimal cachedInput,
            @JsonProperty("cache-write") @Nullable BigDecimal cacheWrite) implements Rates {}
}
