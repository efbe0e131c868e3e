package dev.longhaul.dispatcher.quota;

import dev.longhaul.contract.catalog.CatalogFile;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.catalog.Prices;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/**
 * Of {@code small}: a dollar for a million tokens of a prompt, two for those of an answer. Others are dearer or odd.
 */
public final class TestPrices {

    private static final String CATALOG = """
            version: 1
            providers:
              any: {preset: vllm}
              dear: {preset: ollama}
            models:
              small:
                route: [{provider: any}]
                price: {input: 1, output: 2}
              unpriced:
                route: [{provider: any}]
              spread:
                route:
                  - {provider: any}
                  - {provider: dear, price: {input: 3, output: 4}}
                price: {input: 1, output: 2}
              dated:
                route: [{provider: any}]
                price:
                  - {input: 1, output: 1}
                  - {input: 9, output: 9, since: 2026-04-01}
            """;

    private TestPrices() {}

    public static Prices ofSmall() {
        return new Prices(new ModelNames(CatalogFile
                .read(new ByteArrayInputStream(CATALOG.getBytes(StandardCharsets.UTF_8)), "catalog.yaml")));
    }
}
