package dev.longhaul.contract.catalog;

import dev.longhaul.contract.catalog.Price.Tier;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What prices must be beyond their form. Faults as those of {@link CatalogRules}. */
final class PriceRules {

    private final Consumer<String> faults;

    PriceRules(Consumer<String> faults) {
        this.faults = faults;
    }

    /**
     * @param place
     *            where it stands, as {@code models.mini.price}
     */
    void check(String place, @Nullable PriceList list) {
        if (list == null) {
            return;
        }
        List<Price> prices = list.prices();
        if (prices.isEmpty()) {
            faults.accept(place + ": is an empty list: write a price or leave it out");
        }
        Set<@Nullable LocalDate> days = new HashSet<>();
        for (int i = 0; i < prices.size(); i++) {
            Price price = prices.get(i);
            String key = prices.size() == 1 ? place : place + "[" + i + "]";
            if (!days.add(price.since())) {
                faults.accept(key + ".since: " + (price.since() == null
                        ? "is missing, and only one price can count before all others: write the day from which this "
                                + "one counts"
                        : price.since() + " is there twice: correct the day or remove one of them"));
            }
            checkRates(key, price);
            BigDecimal multiplier = price.batchMultiplier();
            if (multiplier.signum() < 0 || multiplier.compareTo(BigDecimal.ONE) > 0) {
                faults.accept(key + ".batch-multiplier: is " + multiplier.toPlainString()
                        + ": write 0 to 1, such as 0.5 for half the price, or leave it out");
            }
            checkTiers(key + ".tiers", price.tiers());
        }
    }

    private void checkTiers(String place, List<Tier> tiers) {
        Set<Long> bounds = new HashSet<>();
        for (int i = 0; i < tiers.size(); i++) {
            Tier tier = tiers.get(i);
            String key = place + "[" + i + "]";
            if (tier.abovePromptTokens() < 1) {
                faults.accept(key + ".above-prompt-tokens: write the length of a prompt, in tokens, above which the "
                        + "tier counts");
            } else if (!bounds.add(tier.abovePromptTokens())) {
                faults.accept(key + ".above-prompt-tokens: " + tier.abovePromptTokens()
                        + " is there twice: correct it or remove one of the tiers");
            }
            checkRates(key, tier);
        }
    }

    private void checkRates(String key, Rates rates) {
        checkAmount(key + ".input", rates.input());
        checkAmount(key + ".output", rates.output());
        if (rates.cachedInput() != null) {
            checkAmount(key + ".cached-input", rates.cachedInput());
        }
        if (rates.cacheWrite() != null) {
            checkAmount(key + ".cache-write", rates.cacheWrite());
        }
    }

    private void checkAmount(String key, @Nullable BigDecimal amount) {
        if (amount == null || amount.signum() < 0) {
            faults.accept(key + ": write US dollars for a million tokens, 0 or more, or leave the whole price out");
        }
    }
}
