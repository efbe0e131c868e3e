package dev.longhaul.contract.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longhaul.contract.catalog.Catalog.Dialect;
import dev.longhaul.contract.catalog.Catalog.Pool;
import dev.longhaul.contract.catalog.Catalog.Target;
import dev.longhaul.contract.catalog.Catalog.Timeouts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogFileTest {

    static final String GOOD = good();
    private static final String PRICE = """
                price:
                  input: 0.15
                  output: 0.60
                  cached-input: 0.075
                  since: 2026-01-31
            """;
    private static final String SIM = "    dialect: openai\n    base-url: http://127.0.0.1:9099/v1\n";

    private static String good() {
        try (var in = Objects.requireNonNull(CatalogFileTest.class.getResourceAsStream("/catalog/good.yaml"))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Catalog read(String yaml) {
        return CatalogFile.read(new ByteArrayInputStream(yaml.getBytes(UTF_8)), "catalog.yaml");
    }

    @Test
    void a_good_file_is_read_with_its_defaults() {
        Catalog catalog = read(GOOD);

        assertThat(catalog.version()).isEqualTo(1);
        assertThat(catalog.pools()).containsOnlyKeys("default", "eu").containsEntry("default", new Pool(null))
                .containsEntry("eu", new Pool("workers in Frankfurt"));
        assertThat(catalog.providers()).containsEntry("openai",
                new Catalog.Provider(Dialect.OPENAI, URI.create("https://api.openai.com/v1"), "OPENAI_API_KEY", "us",
                        new Timeouts(10, 300, 120, 1_500), false))
                .containsEntry("sim",
                        new Catalog.Provider(Dialect.OPENAI, URI.create("http://127.0.0.1:9099/v1"), null, null,
                                new Timeouts(10, 300, 300, 1_500), false));
        Catalog.Model mini = Objects.requireNonNull(catalog.models().get("gpt-4o-mini"));
        assertThat(mini.aliases()).containsExactly("mini", "fast");
        assertThat(mini.contextTokens()).isEqualTo(128_000);
        assertThat(mini.route()).containsExactly(new Target("openai", "gpt-4o-mini-2024-07-18", null, 3),
                new Target("sim", null, "eu", null));
        assertThat(mini.route()).extracting(Target::poolOrDefault).containsExactly("default", "eu");
        assertThat(mini.price()).isEqualTo(new PriceList(List.of(new Price(new BigDecimal("0.15"),
                new BigDecimal("0.60"), new BigDecimal("0.075"), null, BigDecimal.ONE, LocalDate.parse("2026-01-31"),
                List.of()))));
        assertThat(Objects.requireNonNull(catalog.models().get("echo")).price()).isNull();
        assertThat(catalog.routes()).containsOnlyKeys("openai/*", "openai/sim-*", "any-*");
    }

    @Test
    void without_pools_there_is_the_default_one() {
        assertThat(read(GOOD.replaceAll("(?s)pools:.*providers:", "providers:").replace("        pool: eu\n", ""))
                .pools()).containsOnlyKeys(Catalog.DEFAULT_POOL);
    }

    @Test
    void a_price_may_be_dated_tiered_and_of_a_target() {
        Catalog.Model mini = Objects.requireNonNull(read(GOOD.replace(PRICE, """
                    price:
                      - {input: 3, output: 15, cache-write: 3.75, batch-multiplier: 0.5}
                      - input: 2
                        output: 10
                        since: 2026-03-01
                        tiers:
                          - {above-prompt-tokens: 200000, input: 4, output: 20, cached-input: 0.4, cache-write: 5}
                """).replace("        pool: eu\n", "        pool: eu\n        price: {input: 1, output: 2}\n")).models()
                .get("gpt-4o-mini"));

        assertThat(mini.price()).isEqualTo(new PriceList(List.of(
                new Price(new BigDecimal("3"), new BigDecimal("15"), null, new BigDecimal("3.75"),
                        new BigDecimal("0.5"), null, List.of()),
                new Price(new BigDecimal("2"), new BigDecimal("10"), null, null, BigDecimal.ONE,
                        LocalDate.parse("2026-03-01"), List.of(new Price.Tier(200_000, new BigDecimal("4"),
                                new BigDecimal("20"), new BigDecimal("0.4"), new BigDecimal("5")))))));
        assertThat(mini.route().getLast().price()).isEqualTo(new PriceList(List.of(
                new Price(BigDecimal.ONE, BigDecimal.TWO, null, null, BigDecimal.ONE, null, List.of()))));
    }

    static Stream<Arguments> presets() {
        return Stream.of(
                Arguments.of("openai", Dialect.OPENAI, "https://api.openai.com/v1", "OPENAI_API_KEY"),
                Arguments.of("anthropic", Dialect.ANTHROPIC, "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY"),
                Arguments.of("gemini", Dialect.GEMINI, "https://generativelanguage.googleapis.com/v1beta",
                        "GEMINI_API_KEY"),
                Arguments.of("deepseek", Dialect.OPENAI, "https://api.deepseek.com", "DEEPSEEK_API_KEY"),
                Arguments.of("mistral", Dialect.OPENAI, "https://api.mistral.ai/v1", "MISTRAL_API_KEY"),
                Arguments.of("groq", Dialect.OPENAI, "https://api.groq.com/openai/v1", "GROQ_API_KEY"),
                Arguments.of("xai", Dialect.OPENAI, "https://api.x.ai/v1", "XAI_API_KEY"),
                Arguments.of("openrouter", Dialect.OPENAI, "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
                Arguments.of("vllm", Dialect.OPENAI, "http://localhost:8000/v1", null),
                Arguments.of("ollama", Dialect.OPENAI, "http://localhost:11434/v1", null));
    }

    @ParameterizedTest
    @MethodSource("presets")
    void a_preset_gives_dialect_address_and_variable(String preset, Dialect dialect, String baseUrl,
            @Nullable String apiKeyEnv) {
        assertThat(preset("preset: " + preset)).isEqualTo(
                new Catalog.Provider(dialect, URI.create(baseUrl), apiKeyEnv, null, new Timeouts(10, 300, 300, 1_500),
                        false));
    }

    @Test
    void every_preset_is_tested() {
        assertThat(presets().map(arguments -> arguments.get()[0])).containsExactlyElementsOf(
                List.of(ProviderPreset.names().split(", ")));
    }

    @Test
    void what_is_written_beside_a_preset_overrides_it() {
        assertThat(preset("""
                preset: groq
                    dialect: anthropic
                    base-url: http://127.0.0.1:1/v2
                    api-key-env: MY_KEY
                    region: eu
                    timeouts:
                      idle-seconds: 7""")).isEqualTo(new Catalog.Provider(Dialect.ANTHROPIC,
                URI.create("http://127.0.0.1:1/v2"), "MY_KEY", "eu", new Timeouts(10, 300, 7, 1_500), false));
        assertThat(preset("preset: ollama\n    base-url: https://models.example.com/v1").baseUrl())
                .isEqualTo(URI.create("https://models.example.com/v1"));
        assertThat(preset("preset: vllm\n    api-key-env: VLLM_API_KEY").apiKeyEnv()).isEqualTo("VLLM_API_KEY");
    }

    private static Catalog.Provider preset(String lines) {
        return Objects.requireNonNull(read(GOOD.replace(SIM, "    " + lines + "\n")).providers().get("sim"));
    }

    /** A change to the good file, and the sentence that tells what is wrong with it. */
    static Stream<Arguments> faults() {
        return Stream.of(
                fault("version: 1", "version: 2", "version: is 2, this release reads version 1"),
                fault("version: 1\n", "", "version: is missing: write 1"),
                fault("  eu:", "  EU_west:",
                        "pools.EU_west: use lower-case letters, digits and dashes, at most 63"),
                fault("    dialect: openai\n    base-url: http:", "    base-url: http:",
                        "providers.sim.dialect: is missing: write openai, azure, anthropic or gemini, or a preset, one "
                                + "of openai, anthropic, gemini,"),
                fault(SIM, "    region: eu\n",
                        "providers.sim.base-url: is missing: write the provider's address with its version, such as "
                                + "https://api.openai.com/v1, or a preset, one of openai, anthropic, gemini,"),
                fault(SIM, "    preset: grok\n",
                        "providers.sim.preset: 'grok' is not one of openai, anthropic, gemini, deepseek, mistral, groq, "
                                + "xai, openrouter, vllm, ollama (line 15)"),
                fault(SIM, "    preset: azure\n",
                        "providers.sim.preset: azure has none, because its address is your own: write dialect: azure, "
                                + "base-url: https://<your resource>.openai.azure.com/openai/v1 and api-key-env instead"),
                fault(SIM, "    preset: groq\n    base-url: ftp://api.groq.com/v1\n",
                        "providers.sim.base-url: 'ftp://api.groq.com/v1' is not an http or https address with a host"),
                fault(SIM, "    preset: groq\n    region: EU West\n",
                        "providers.sim.region: 'EU West': use 1 to 64 letters, digits, dots, dashes and underscores"),
                fault(SIM, "    presets: groq\n",
                        "providers.sim.presets: is not a key of this place: use one of [always-stream, api-key-env, base-url, dialect, "
                                + "preset, region, timeouts] or remove it"),
                fault("    dialect: openai\n    base-url: http:", "    dialect: smoke\n    base-url: http:",
                        "providers.sim.dialect: 'smoke' is not one of openai, azure, anthropic, gemini (line 15)"),
                fault("    base-url: https://api.openai.com/v1\n", "",
                        "providers.openai.base-url: is missing: write the provider's address with its version, such as "
                                + "https://api.openai.com/v1"),
                fault("https://api.openai.com/v1", "ftp://api.openai.com/v1",
                        "providers.openai.base-url: 'ftp://api.openai.com/v1' is not an http or https address with a "
                                + "host"),
                fault("https://api.openai.com/v1", "api.openai.com/v1",
                        "providers.openai.base-url: 'api.openai.com/v1' is not an http or https address with a host"),
                fault("https://api.openai.com/v1", "\"https://api openai\"",
                        "providers.openai.base-url: 'https://api openai' is not an address such as "
                                + "https://api.openai.com/v1"),
                fault("idle-seconds: 120", "idle-seconds: 0",
                        "providers.openai.timeouts.idle-seconds: is 0: write 1 to 7200"),
                fault("idle-seconds: 120", "connect-seconds: -1",
                        "providers.openai.timeouts.connect-seconds: is -1: write 1 to 7200"),
                fault("idle-seconds: 120", "total-seconds: 7201",
                        "providers.openai.timeouts.total-seconds: is 7201: write 1 to 7200"),
                fault("idle-seconds: 120", "idle-seconds: long",
                        "providers.openai.timeouts.idle-seconds: 'long' is not a whole number"),
                fault("idle-seconds: 120", "idle: 120",
                        "providers.openai.timeouts.idle: is not a key of this place: use one of [connect-seconds, "
                                + "first-token-seconds, idle-seconds, total-seconds] or remove it"),
                fault("context-tokens: 128000", "larger-model: huge",
                        "models.gpt-4o-mini.larger-model: 'huge' is not another one of the models [echo, gpt-4o-mini]: "
                                + "correct the name or remove it"),
                fault("context-tokens: 128000", "larger-model: gpt-4o-mini",
                        "models.gpt-4o-mini.larger-model: 'gpt-4o-mini' is not another one of the models"),
                fault("(?s)models:.*", "",
                        "models: is empty, so nothing could be asked for: add a model or a wildcard route"),
                fault("aliases: [mini, fast]", "aliases: [mini, echo]",
                        "models.gpt-4o-mini: the name 'echo' already means echo: rename one of them"),
                fault("aliases: [mini, fast]", "aliases: [mini, '  ']",
                        "models.gpt-4o-mini: has a blank name or alias: fill it in or remove it"),
                fault("aliases: [mini, fast]", "aliases: [mini, null]",
                        "models.gpt-4o-mini.aliases[1]: is empty: fill it in or remove it"),
                fault("aliases: [mini, fast]", "aliases: mini",
                        "models.gpt-4o-mini.aliases: has the wrong form: write a list, each entry behind a dash"),
                fault("context-tokens: 128000", "context-tokens: 0",
                        "models.gpt-4o-mini.context-tokens: is 0: write a positive number or leave it out"),
                fault("    route:\n      - provider: sim\nroutes", "    aliases: []\nroutes",
                        "models.echo.route: is empty: name at least one provider"),
                fault("    route:\n      - provider: sim\nroutes", "routes",
                        "models.echo: is empty: fill it in or remove it"),
                fault("    route:\n      - provider: sim\nroutes", "    route: sim\nroutes",
                        "models.echo.route: has the wrong form: write a list, each entry behind a dash"),
                fault("    route:\n      - provider: sim\nroutes", "    route: [sim]\nroutes",
                        "models.echo.route[0]: has the wrong form: write keys with values, indented below it"),
                fault("      - provider: sim\nroutes", "      - provider: simm\nroutes",
                        "models.echo.route[0].provider: 'simm' is not among providers [openai, sim]: correct the name "
                                + "or add the provider"),
                fault("      - provider: sim\nroutes", "      - model: echo\nroutes",
                        "models.echo.route[0].provider: 'null' is not among providers"),
                fault("pool: eu", "pool: us",
                        "models.gpt-4o-mini.route[1].pool: 'us' is not among pools [default, eu]: correct the name or "
                                + "add the pool"),
                fault("weight: 3", "weight: 0",
                        "models.gpt-4o-mini.route[0].weight: is 0: write 1 to 1000 or leave it out"),
                fault("weight: 3", "weight: 1001",
                        "models.gpt-4o-mini.route[0].weight: is 1001: write 1 to 1000 or leave it out"),
                fault("input: 0.15", "input: -0.15",
                        "models.gpt-4o-mini.price.input: write US dollars for a million tokens, 0 or more, or leave "
                                + "the whole price out"),
                fault("      output: 0.60\n", "", "models.gpt-4o-mini.price.output: write US dollars"),
                fault("cached-input: 0.075", "cached-input: -1",
                        "models.gpt-4o-mini.price.cached-input: write US dollars"),
                fault("input: 0.15", "input: cheap", "models.gpt-4o-mini.price.input: 'cheap' is not a number"),
                fault("since: 2026-01-31", "since: last year",
                        "models.gpt-4o-mini.price.since: 'last year' is not a day as in 2026-01-31"),
                price("price: []", "price: is an empty list: write a price or leave it out"),
                price("price: cheap", "price: has the wrong form: write keys with values, indented below it"),
                price("price: [cheap]", "price[0]: has the wrong form: write keys with values, indented below it"),
                price("price: [null]", "price[0]: is empty: fill it in or remove it"),
                price("price: [{input: 1, output: 2}, {input: 1, output: none}]",
                        "price[1].output: 'none' is not a number"),
                price("price: [{input: 1, output: 2}, {input: 1, output: -2, since: 2026-03-01}]",
                        "price[1].output: write US dollars for a million tokens"),
                price("price: [{input: 1, output: 2}, {input: 1, output: 2}]",
                        "price[1].since: is missing, and only one price can count before all others: write the day from "
                                + "which this one counts"),
                price("price: [{input: 1, output: 2, since: 2026-03-01}, {input: 1, output: 2, since: 2026-03-01}]",
                        "price[1].since: 2026-03-01 is there twice: correct the day or remove one of them"),
                price("price: {input: 1, output: 2, cache-write: -1}",
                        "price.cache-write: write US dollars for a million tokens"),
                price("price: {input: 1, output: 2, batch-multiplier: 50}",
                        "price.batch-multiplier: is 50: write 0 to 1, such as 0.5 for half the price, or leave it out"),
                price("price: {input: 1, output: 2, batch-multiplier: -0.5}", "price.batch-multiplier: is -0.5: write"),
                price("price: {input: 1, output: 2, tiers: [{input: 1, output: 2}]}",
                        "price.tiers[0].above-prompt-tokens: write the length of a prompt, in tokens, above which the "
                                + "tier counts"),
                price("price: {input: 1, output: 2, tiers: [{above-prompt-tokens: 9, input: 1}]}",
                        "price.tiers[0].output: write US dollars for a million tokens"),
                price("price: {input: 1, output: 2, tiers: [{above-prompt-tokens: 9, input: 1, output: 1}, "
                        + "{above-prompt-tokens: 9, input: 1, output: 1}]}",
                        "price.tiers[1].above-prompt-tokens: 9 is there twice: correct it or remove one of the tiers"),
                fault("        pool: eu\n", "        pool: eu\n        price: {input: 1}\n",
                        "models.gpt-4o-mini.route[1].price.output: write US dollars for a million tokens"),
                fault("        pool: eu\n", "        pool: eu\n      - {provider: sim, price: {input: 1, output: 1}}\n",
                        "models.gpt-4o-mini.route[2].price: is another than in route[1], which is the same model at the "
                                + "same provider: write the same price for both"),
                fault("  any-*:", "  any:", "routes.any: a wildcard has one * and at its end, such as openai/*"),
                fault("  any-*:", "  a*y-*:", "routes.a*y-*: a wildcard has one * and at its end, such as openai/*"),
                fault("  any-*:\n    route:\n      - provider: sim", "  any-*:\n    route:\n      - provider: none",
                        "routes.any-*.route[0].provider: 'none' is not among providers"),
                fault("      output: 0\n", "      output: -1\n", "routes.openai/sim-*.price.output: write US dollars"),
                fault("  echo:\n", "  gpt-4o-mini:\n", "Duplicate Object property \"gpt-4o-mini\" (line "),
                fault("version: 1", "version: [1", "(line "),
                fault("(?s).*", "# nothing\n", "is no catalogue: it needs version, providers and models"),
                fault("(?s).*", "~\n", "is no catalogue: it needs version, providers and models"),
                fault("(?s).*", "just text\n", "is no catalogue: it needs version, providers and models"));
    }

    private static Arguments price(String price, String sentence) {
        return fault(PRICE, "    " + price + "\n", "models.gpt-4o-mini." + sentence);
    }

    private static Arguments fault(String replaced, String by, String sentence) {
        return Arguments.of(replaced, by, sentence);
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("faults")
    void a_fault_is_told_with_file_key_and_remedy(String replaced, String by, String sentence) {
        String bad = replaced.startsWith("(?s)") ? GOOD.replaceFirst(replaced, by) : GOOD.replace(replaced, by);
        assertThat(bad).isNotEqualTo(GOOD);

        assertThatThrownBy(() -> read(bad)).isInstanceOf(InvalidCatalogException.class)
                .hasMessageStartingWith("catalog.yaml ").hasMessageContaining(sentence)
                .hasMessageNotContaining("dev.longhaul").hasMessageNotContaining("java.");
    }

    @Test
    void all_faults_are_told_at_once() {
        assertThatThrownBy(() -> read(GOOD.replace("version: 1", "version: 2").replace("weight: 3", "weight: 0")
                .replace("pool: eu", "pool: us")))
                .hasMessage("catalog.yaml version: is 2, this release reads version 1; "
                        + "models.gpt-4o-mini.route[0].weight: is 0: write 1 to 1000 or leave it out; "
                        + "models.gpt-4o-mini.route[1].pool: 'us' is not among pools [default, eu]: correct the name "
                        + "or add the pool");
    }

    @Test
    void a_missing_file_is_named_with_the_setting(@TempDir Path directory) {
        Path missing = directory.resolve("catalog.yaml");

        assertThatThrownBy(() -> CatalogFile.read(missing)).isInstanceOf(InvalidCatalogException.class)
                .hasMessage(missing + " does not exist: set longhaul.catalog to an existing file");
        assertThatThrownBy(() -> CatalogFile.read(directory)).isInstanceOf(InvalidCatalogException.class)
                .hasMessageContaining("cannot be read").hasMessageContaining("set longhaul.catalog");
    }

    @Test
    void a_file_is_read_from_its_path(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("catalog.yaml"), GOOD);

        assertThat(CatalogFile.read(file)).isEqualTo(read(GOOD));
    }
}
