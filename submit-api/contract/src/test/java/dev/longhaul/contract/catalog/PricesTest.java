package dev.longhaul.contract.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {

    private static final Instant MARCH = Instant.parse("2026-03-01T12:00:00Z");
    private static final Usage MILLION_EACH = new Usage(1_000_000, 1_000_000, 0, 0);

    private final Prices prices = new Prices(new ModelNames(catalog()));

    private static Catalog catalog() {
        try (InputStream in = Objects.requireNonNull(PricesTest.class.getResourceAsStream("/catalog/prices.yaml"))) {
            return CatalogFile.read(in, "prices.yaml");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In billionths of a dollar; worked out by hand. */
    @ParameterizedTest(name = "{0} at {1}: {2}, {3}, {4}, {5} tokens cost {6}")
    @CsvSource(nullValues = "unknown", value = {
            // model, when, prompt, completion, cached, written, nano-dollars
            "plain, 2026-03-01T12:00:00Z, 1000000, 0, 0, 0, 150000000",
            "plain, 2026-03-01T12:00:00Z, 0, 1000000, 0, 0, 600000000",
            "plain, 2026-03-01T12:00:00Z, 1000, 200, 512, 0, 231600",
            "plain, 1999-01-01T00:00:00Z, 1000, 200, 512, 0, 231600",
            "plain, 2026-03-01T12:00:00Z, 10, 0, 999, 0, 750",
            "plain, 2026-03-01T12:00:00Z, 10, 0, 4, 999, 1200",
            "plain, 2026-03-01T12:00:00Z, 0, 0, 0, 0, 0",
            "simple, 2026-03-01T12:00:00Z, 1000, 200, 512, 0, 4000000",
            "simple, 2026-03-01T12:00:00Z, 1000, 200, 0, 300, 4000000",
            "simple, 2026-03-01T12:00:00Z, 1, 1, 0, 0, 12000",
            "free, 2026-03-01T12:00:00Z, 1000000, 1000000, 10, 10, 0",
            "fine, 2026-03-01T12:00:00Z, 1, 0, 0, 0, 0",
            "fine, 2026-03-01T12:00:00Z, 5, 0, 0, 0, 1",
            "fine, 2026-03-01T12:00:00Z, 4, 0, 0, 0, 0",
            "fine, 2026-03-01T12:00:00Z, 3, 1, 3, 0, 1",
            "fine, 2026-03-01T12:00:00Z, 14, 0, 0, 0, 1",
            "fine, 2026-03-01T12:00:00Z, 15, 0, 0, 0, 2",
            "unpriced, 2026-03-01T12:00:00Z, 1000, 1000, 0, 0, unknown",
            "gone, 2026-03-01T12:00:00Z, 1000, 1000, 0, 0, unknown",
            "writing, 2026-03-01T12:00:00Z, 1000, 100, 200, 300, 4185000",
            "writing, 2026-03-01T12:00:00Z, 1000, 0, 0, 1000, 3750000",
            "writing, 2026-03-01T12:00:00Z, 1000, 0, 900, 900, 645000",
            "dated, 2026-02-28T23:59:59.999Z, 1000, 1000, 0, 0, unknown",
            "dated, 2026-03-01T00:00:00Z, 1000, 1000, 0, 0, 3000000",
            "dated, 2026-05-14T23:59:59.999Z, 1000, 1000, 0, 0, 3000000",
            "dated, 2026-05-15T00:00:00Z, 1000, 1000, 0, 0, 18000000",
            "dated, 2026-05-31T23:59:59.999Z, 1000, 1000, 0, 0, 18000000",
            "dated, 2026-06-01T00:00:00Z, 1000, 1000, 0, 0, 12000000",
            "dated, 2031-01-01T00:00:00Z, 1000, 1000, 0, 0, 12000000",
            "ever, 2020-01-01T00:00:00Z, 1000, 1000, 0, 0, 2000000",
            "ever, 2026-03-01T00:00:00Z, 1000, 1000, 0, 0, 4000000",
            "later, 2026-02-28T23:59:59.999Z, 1000, 1000, 0, 0, unknown",
            "later, 2026-03-01T00:00:00Z, 1000, 1000, 0, 0, 2000000",
            "tiered, 2026-03-01T12:00:00Z, 200000, 100, 0, 0, 200200000",
            "tiered, 2026-03-01T12:00:00Z, 200001, 100, 0, 0, 400302000",
            "tiered, 2026-03-01T12:00:00Z, 200001, 100, 200000, 0, 400302000",
            "tiered, 2026-03-01T12:00:00Z, 200000, 100, 200000, 0, 20200000",
            "tiered, 2026-03-01T12:00:00Z, 500000, 0, 0, 0, 1000000000",
            "tiered, 2026-03-01T12:00:00Z, 500001, 1, 100000, 1, 1640013000",
            "any/x, 2026-03-01T12:00:00Z, 1000, 1000, 0, 0, 4000000"})
    void a_call_costs_what_the_price_of_its_day_says(String model, Instant began, long prompt, long completion,
            long cached, long written, @Nullable Long nanoDollars) {
        assertThat(prices.nanoDollars(model, began, new Usage(prompt, completion, cached, 0, written)))
                .isEqualTo(nanoDollars);
    }

    /** In whole dollars for a million tokens of each kind. */
    @ParameterizedTest(name = "{0} by {1} as {2} at {3} costs {4} dollars")
    @CsvSource(nullValues = "unknown", value = {
            // model, provider, its name of the model, when, dollars
            "spread, near, own-name, 2026-03-01T00:00:00Z, 2",
            "spread, far, spread, 2026-03-01T00:00:00Z, 14",
            "spread, far, spread, 2026-02-28T23:59:59Z, unknown",
            "spread, near, spread, 2026-03-01T00:00:00Z, 2",
            "spread, elsewhere, spread, 2026-03-01T00:00:00Z, 2",
            "spread, unknown, unknown, 2026-03-01T00:00:00Z, 2",
            "borrowed, near, borrowed, 2026-03-01T00:00:00Z, unknown",
            "borrowed, far, borrowed, 2026-03-01T00:00:00Z, 10",
            "any/x, near, real-x, 2026-03-01T00:00:00Z, 4",
            "any/x, far, far-x, 2026-03-01T00:00:00Z, 6",
            "gone, far, gone, 2026-03-01T00:00:00Z, unknown"})
    void a_target_may_have_a_price_of_its_own(String model, @Nullable String provider, @Nullable String name,
            Instant began, @Nullable Long dollars) {
        assertThat(prices.nanoDollars(model, attempt(provider, name, began, MILLION_EACH)))
                .isEqualTo(dollars == null ? null : dollars * 1_000_000_000L);
    }

    @Test
    void an_attempt_without_usage_has_no_known_cost() {
        assertThat(prices.nanoDollars("plain", attempt("near", "plain", MARCH, null))).isNull();
    }

    @Test
    void the_most_that_a_call_can_cost_is_that_of_the_dearest_target() {
        assertThat(prices.mostNanoDollars("spread", MARCH, MILLION_EACH)).isEqualTo(14_000_000_000L);
        assertThat(prices.mostNanoDollars("spread", MARCH.minusSeconds(86_400), MILLION_EACH))
                .as("of those that are known").isEqualTo(2_000_000_000L);
        assertThat(prices.mostNanoDollars("borrowed", MARCH, MILLION_EACH)).isEqualTo(10_000_000_000L);
        assertThat(prices.mostNanoDollars("free", MARCH, MILLION_EACH)).isZero();
        assertThat(prices.mostNanoDollars("unpriced", MARCH, MILLION_EACH)).isNull();
    }

    @Test
    void a_count_beyond_reason_costs_as_much_as_can_be_told() {
        assertThat(prices.nanoDollars("plain", MARCH, new Usage(Long.MAX_VALUE, 0, 0, 0))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void calls_together_cost_what_they_cost_alone_up_to_rounding() {
        Random random = new Random(17);
        for (int round = 0; round < 500; round++) {
            Price price = new Price(rate(random), rate(random), rate(random), rate(random), BigDecimal.ONE, null,
                    List.of());
            Prices some = new Prices(new ModelNames(new Catalog(1, Map.of(), Map.of(), Map.of("m",
                    new Catalog.Model(List.of(), List.of(), null, new PriceList(List.of(price)), null)),
                    Map.of())));
            int calls = 1 + random.nextInt(50);
            Usage sum = Usage.NONE;
            long alone = 0;
            for (int call = 0; call < calls; call++) {
                long prompt = random.nextLong(1_000_000);
                long cached = random.nextLong(prompt + 1);
                Usage usage = new Usage(prompt, random.nextLong(100_000), cached, 0,
                        random.nextLong(prompt - cached + 1));
                sum = sum.plus(usage);
                alone += Objects.requireNonNull(some.nanoDollars("m", MARCH, usage));
            }
            long together = Objects.requireNonNull(some.nanoDollars("m", MARCH, sum));

            // each is off by half a billionth at most
            assertThat(Math.abs(together - alone) * 2).as("round %s of %s", round, price)
                    .isLessThanOrEqualTo(calls + 1L);
        }
    }

    @Test
    void a_larger_model_that_was_asked_instead_has_its_own_price() {
        Prices some = new Prices(new ModelNames(new Catalog(1, Map.of(), Map.of(),
                Map.of("small", model("one", 1, "large"), "large", model("two", 10, null)), Map.of())));
        Usage usage = new Usage(1_000, 0, 0, 0);

        assertThat(some.nanoDollars("small", attempt("one", "small", MARCH, usage))).isEqualTo(1_000_000);
        assertThat(some.nanoDollars("small", attempt("two", "large", MARCH, usage))).isEqualTo(10_000_000);
        assertThat(some.mostNanoDollars("small", MARCH, usage)).isEqualTo(10_000_000);
    }

    private static Catalog.Model model(String provider, long price, @Nullable String larger) {
        BigDecimal rate = BigDecimal.valueOf(price);
        return new Catalog.Model(List.of(), List.of(new Catalog.Target(provider, null, null, null)), null,
                new PriceList(List.of(new Price(rate, rate, null, null, BigDecimal.ONE, null, List.of()))), larger);
    }

    private static BigDecimal rate(Random random) {
        return BigDecimal.valueOf(random.nextLong(1_000_000_000), 2 + random.nextInt(8));
    }

    private static Attempt attempt(@Nullable String provider, @Nullable String model, Instant began,
            @Nullable Usage usage) {
        return new Attempt(1, provider, model, "main", "worker-7", began, 120, Attempt.End.SUCCEEDED, 200, null, usage,
                false);
    }
}
