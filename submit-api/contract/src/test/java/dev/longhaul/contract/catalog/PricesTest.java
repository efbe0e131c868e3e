package dev.longhaul.contract.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.message.Usage;
import org.junit.jupiter.api.Test;

class PricesTest {

    /** Of gpt-4o-mini there: 0.15, 0.60 and 0.075 dollars for a million tokens of input, output and cached input. */
    private final Prices prices = new Prices(new ModelNames(CatalogFileTest.read(CatalogFileTest.GOOD)));

    @Test
    void a_call_costs_by_its_tokens_and_cached_ones_are_cheaper() {
        assertThat(prices.nanoDollars("gpt-4o-mini", new Usage(1_000_000, 0, 0, 0))).isEqualTo(150_000_000);
        assertThat(prices.nanoDollars("gpt-4o-mini", new Usage(1_000, 200, 512, 64)))
                .isEqualTo(488 * 150 + 512 * 75 + 200 * 600);
        assertThat(prices.nanoDollars("gpt-4o-mini", new Usage(10, 0, 999, 0))).as("no more than the prompt").isEqualTo(
                750);
    }

    @Test
    void what_has_no_price_costs_nothing() {
        assertThat(prices.nanoDollars("echo", new Usage(1_000, 1_000, 0, 0))).isZero();
        assertThat(prices.nanoDollars("gone", new Usage(1_000, 1_000, 0, 0))).isZero();
    }
}
