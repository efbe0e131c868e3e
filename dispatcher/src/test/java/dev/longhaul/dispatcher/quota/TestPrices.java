package dev.longhaul.dispatcher.quota;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.catalog.Prices;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** A dollar for a million tokens of a prompt, two for those of an answer: 1,000 and 2,000 billionths a token. */
public final class TestPrices {

    private TestPrices() {}

    public static Prices ofSmall() {
        Catalog.Price price = new Catalog.Price(BigDecimal.ONE, BigDecimal.TWO, null, null);
        return new Prices(new ModelNames(new Catalog(1, Map.of(), Map.of(),
                Map.of("small", new Catalog.Model(List.of(), List.of(), null, price, null)), Map.of())));
    }
}
