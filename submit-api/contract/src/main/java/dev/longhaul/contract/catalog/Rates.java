package dev.longhaul.contract.catalog;

import dev.longhaul.contract.message.Usage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** US dollars for a million tokens of each kind. */
sealed interface Rates permits Price, Price.Tier {

    BigDecimal input();

    BigDecimal output();

    @Nullable
    BigDecimal cachedInput();

    @Nullable
    BigDecimal cacheWrite();

    /** Millionths of a dollar, exactly. */
    default BigDecimal cost(Usage usage) {
        // a provider's wrong count must not make a part of the prompt cost less than nothing
        long cached = Math.min(usage.cachedTokens(), usage.promptTokens());
        long written = Math.min(usage.cacheWriteTokens(), usage.promptTokens() - cached);
        return cost(input(), usage.promptTokens() - cached - written).add(cost(orInput(cachedInput()), cached))
                .add(cost(orInput(cacheWrite()), written)).add(cost(output(), usage.completionTokens()));
    }

    private BigDecimal orInput(@Nullable BigDecimal rate) {
        return rate == null ? input() : rate;
    }

    private static BigDecimal cost(BigDecimal rate, long tokens) {
        return rate.multiply(BigDecimal.valueOf(tokens));
    }
}
