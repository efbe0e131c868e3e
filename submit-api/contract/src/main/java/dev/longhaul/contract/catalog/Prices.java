package dev.longhaul.contract.catalog;

import dev.longhaul.contract.catalog.Catalog.Price;
import dev.longhaul.contract.message.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** What tokens cost by the catalogue's prices, in billionths of a US dollar. Immutable. */
public final class Prices {

    /** Dollars for a million tokens are so many billionths for one. */
    private static final BigDecimal NANO_DOLLARS_A_TOKEN = BigDecimal.valueOf(1_000);

    private final ModelNames models;

    public Prices(ModelNames models) {
        this.models = models;
    }

    /**
     * The cost of a call, rounded to the nearest billionth; 0 when the catalogue has no price for the model.
     *
     * @param model
     *            the catalogue's name
     */
    public long nanoDollars(String model, Usage usage) {
        Price price = models.find(model).map(ModelNames.Resolved::price).orElse(null);
        if (price == null) {
            return 0;
        }
        long cached = Math.min(usage.cachedTokens(), usage.promptTokens());
        return cost(price.input(), usage.promptTokens() - cached).add(cost(cachedInput(price), cached))
                .add(cost(price.output(), usage.completionTokens())).setScale(0, RoundingMode.HALF_UP).longValue();
    }

    private static BigDecimal cachedInput(Price price) {
        @Nullable
        BigDecimal cachedInput = price.cachedInput();
        return cachedInput == null ? price.input() : cachedInput;
    }

    private static BigDecimal cost(BigDecimal dollarsAMillion, long tokens) {
        return dollarsAMillion.multiply(BigDecimal.valueOf(tokens)).multiply(NANO_DOLLARS_A_TOKEN);
    }
}
