package dev.longhaul.contract.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.plan.Allowed;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The model catalogue, {@code catalog.yaml}: what may be asked for and who serves it. Read with {@link CatalogFile},
 * which validates it; every service reads the same file.
 *
 * @param version
 *            of the file's format: 1
 * @param pools
 *            groups of relay workers by name
 * @param providers
 *            who is called, by name
 * @param models
 *            what clients may ask for, by name
 * @param routes
 *            wildcard names such as {@code openai/*}, tried after the models; the longest prefix wins
 */
public record Catalog(int version, @JsonSetter(contentNulls = Nulls.SET) Map<String, Pool> pools,
        Map<String, Provider> providers, Map<String, Model> models,
        Map<String, Wildcard> routes) {

    /** The pool of a target that names none. */
    public static final String DEFAULT_POOL = "default";

    private static final Pool NAMELESS = new Pool(null);

    public Catalog {
        pools = pools == null ? Map.of(DEFAULT_POOL, NAMELESS) : described(pools);
        providers = providers == null ? Map.of() : Map.copyOf(providers);
        models = models == null ? Map.of() : Map.copyOf(models);
        routes = routes == null ? Map.of() : Map.copyOf(routes);
    }

    /** In YAML a pool without any key has no value at all. */
    private static Map<String, Pool> described(Map<String, Pool> pools) {
        Map<String, Pool> described = new HashMap<>(pools);
        described.replaceAll((name, pool) -> pool == null ? NAMELESS : pool);
        return Map.copyOf(described);
    }

    /**
     * The same limits, by providers alone: those are left out of which a region is stated that is not allowed. One
     * without a region is judged by its name.
     */
    public Allowed narrowed(Allowed allowed) {
        if (allowed.regions() == null) {
            return allowed;
        }
        List<String> rest = new ArrayList<>();
        providers.forEach((name, provider) -> {
            String region = provider.region();
            if (allowed.provider(name) && (region == null || allowed.region(region))) {
                rest.add(name);
            }
        });
        return new Allowed(rest, allowed.regions());
    }

    /**
     * A group of workers with queues of their own.
     *
     * @param description
     *            for people
     */
    public record Pool(@Nullable String description) {}

    /**
     * A service that answers chat requests. In the file a {@code preset} may stand for the first three, and each of
     * them beside it overrides it.
     *
     * @param dialect
     *            how it is spoken to
     * @param baseUrl
     *            up to and including the version, such as {@code https://api.openai.com/v1}
     * @param apiKeyEnv
     *            the worker's environment variable that holds the key; null for a provider without keys
     * @param region
     *            where it processes data, for tenants that may not leave a region; null when that is not known
     * @param timeouts
     *            of its calls
     * @param alwaysStream
     *            whether answers are streamed from the provider even where the client wants them whole, so that a
     *            silent call is noticed after {@code idle-seconds}
     */
    public record Provider(Dialect dialect, @JsonProperty("base-url") URI baseUrl,
            @JsonProperty("api-key-env") @Nullable String apiKeyEnv, @Nullable String region, Timeouts timeouts,
            @JsonProperty("always-stream") boolean alwaysStream) {

        public Provider {
            timeouts = timeouts == null ? Timeouts.DEFAULTS : timeouts;
        }

        @JsonCreator
        static Provider read(@JsonProperty("preset") @Nullable ProviderPreset preset,
                @JsonProperty("dialect") Dialect dialect, @JsonProperty("base-url") URI baseUrl,
                @JsonProperty("api-key-env") @Nullable String apiKeyEnv,
                @JsonProperty("region") @Nullable String region, @JsonProperty("timeouts") Timeouts timeouts,
                @JsonProperty("always-stream") boolean alwaysStream) {
            return preset == null
                    ? new Provider(dialect, baseUrl, apiKeyEnv, region, timeouts, alwaysStream)
                    : new Provider(dialect == null ? preset.dialect : dialect,
                            baseUrl == null ? preset.baseUrl : baseUrl,
                            apiKeyEnv == null ? preset.apiKeyEnv : apiKeyEnv, region, timeouts, alwaysStream);
        }
    }

    /** The wire format of a provider. */
    public enum Dialect {
        /** OpenAI's chat completions, as many others have them. */
        @JsonProperty("openai")
        OPENAI,
        /** OpenAI's, with Azure's paths and key header. */
        @JsonProperty("azure")
        AZURE,
        /** Anthropic's Messages. */
        @JsonProperty("anthropic")
        ANTHROPIC,
        /** Google's generateContent. */
        @JsonProperty("gemini")
        GEMINI
    }

    /**
     * In whole seconds, each from 1 to {@value CallTimeouts#MAX_SECONDS}.
     *
     * @param connectSeconds
     *            until the connection stands; default 10
     * @param firstTokenSeconds
     *            from the request to the first byte of the answer, which is the whole answer where it is not streamed;
     *            default 300
     * @param idleSeconds
     *            without any byte within an answer; default 300
     * @param totalSeconds
     *            for a whole call; default 1,500
     */
    public record Timeouts(@JsonProperty("connect-seconds") int connectSeconds,
            @JsonProperty("first-token-seconds") int firstTokenSeconds,
            @JsonProperty("idle-seconds") int idleSeconds, @JsonProperty("total-seconds") int totalSeconds) {

        static final Timeouts DEFAULTS = new Timeouts(10, 300, 300, 1_500);

        @JsonCreator
        static Timeouts read(@JsonProperty("connect-seconds") @Nullable Integer connectSeconds,
                @JsonProperty("first-token-seconds") @Nullable Integer firstTokenSeconds,
                @JsonProperty("idle-seconds") @Nullable Integer idleSeconds,
                @JsonProperty("total-seconds") @Nullable Integer totalSeconds) {
            return new Timeouts(connectSeconds == null ? DEFAULTS.connectSeconds : connectSeconds,
                    firstTokenSeconds == null ? DEFAULTS.firstTokenSeconds : firstTokenSeconds,
                    idleSeconds == null ? DEFAULTS.idleSeconds : idleSeconds,
                    totalSeconds == null ? DEFAULTS.totalSeconds : totalSeconds);
        }

        /** These, but for what a job has limits of its own for. */
        public Timeouts with(CallTimeouts own) {
            return new Timeouts(either(own.connectSeconds(), connectSeconds),
                    either(own.firstTokenSeconds(), firstTokenSeconds), either(own.idleSeconds(), idleSeconds),
                    either(own.totalSeconds(), totalSeconds));
        }

        private static int either(@Nullable Integer own, int provider) {
            return own == null ? provider : own;
        }
    }

    /**
     * What a client may ask for.
     *
     * @param aliases
     *            other names that clients may use
     * @param route
     *            who serves it, in order of preference unless targets have weights
     * @param contextTokens
     *            prompt and completion together; null when not known
     * @param price
     *            null when not known, which is not the same as free
     * @param largerModel
     *            the model that is asked instead when prompt and answer are too long for this one; null: the job fails
     */
    public record Model(List<String> aliases, List<Target> route,
            @JsonProperty("context-tokens") @Nullable Integer contextTokens, @Nullable PriceList price,
            @JsonProperty("larger-model") @Nullable String largerModel) {

        public Model {
            aliases = aliases == null ? List.of() : List.copyOf(aliases);
            route = route == null ? List.of() : List.copyOf(route);
        }
    }

    /**
     * One step of a route. Targets without weights are an order of preference. Where some have a weight, these share
     * the jobs, each by its weight against the sum of them, and those without one stand by, in order, for when no
     * weighted one can serve.
     *
     * @param provider
     *            its name among the providers
     * @param model
     *            the provider's name of the model; null for the catalogue's name; in a wildcard route {@code *} stands
     *            for what the client wrote in its place
     * @param pool
     *            which workers call it; null for {@code default}
     * @param weight
     *            share among the weighted targets, from 1 to 1,000; null for a target that has its place by order alone
     * @param price
     *            of the model at this provider; null for the price of the model
     */
    public record Target(String provider, @Nullable String model, @Nullable String pool, @Nullable Integer weight,
            @Nullable PriceList price) {

        /** One at the price of the model. */
        public Target(String provider, @Nullable String model, @Nullable String pool, @Nullable Integer weight) {
            this(provider, model, pool, weight, null);
        }

        public String poolOrDefault() {
            return pool == null ? DEFAULT_POOL : pool;
        }
    }

    /** Where names of a family go. */
    public record Wildcard(List<Target> route, @Nullable PriceList price) {

        public Wildcard {
            route = route == null ? List.of() : List.copyOf(route);
        }
    }
}
