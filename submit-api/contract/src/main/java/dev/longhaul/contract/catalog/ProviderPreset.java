package dev.longhaul.contract.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.contract.catalog.Catalog.Dialect;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for everybody who calls a well-known provider, so that a catalogue need not say it. Addresses and
 * names of variables are those of the providers' own documentation, of November 2026.
 */
enum ProviderPreset {
    @JsonProperty("openai")
    OPENAI(Dialect.OPENAI, "https://api.openai.com/v1", "OPENAI_API_KEY"), @JsonProperty("anthropic")
    ANTHROPIC(Dialect.ANTHROPIC, "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY"), @JsonProperty("gemini")
    GEMINI(Dialect.GEMINI, "https://generativelanguage.googleapis.com/v1beta",
            "GEMINI_API_KEY"), @JsonProperty("deepseek")
    DEEPSEEK(Dialect.OPENAI, "https://api.deepseek.com", "DEEPSEEK_API_KEY"), @JsonProperty("mistral")
    MISTRAL(Dialect.OPENAI, "https://api.mistral.ai/v1", "MISTRAL_API_KEY"), @JsonProperty("groq")
    GROQ(Dialect.OPENAI, "https://api.groq.com/openai/v1", "GROQ_API_KEY"), @JsonProperty("xai")
    XAI(Dialect.OPENAI, "https://api.x.ai/v1", "XAI_API_KEY"), @JsonProperty("openrouter")
    OPENROUTER(Dialect.OPENAI, "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"), @JsonProperty("vllm")
    VLLM(Dialect.OPENAI, "http://localhost:8000/v1", null), @JsonProperty("ollama")
    OLLAMA(Dialect.OPENAI, "http://localhost:11434/v1", null);

    private static final String AZURE = "azure";

    final Dialect dialect;
    final URI baseUrl;
    final @Nullable String apiKeyEnv;

    ProviderPreset(Dialect dialect, String baseUrl, @Nullable String apiKeyEnv) {
        this.dialect = dialect;
        this.baseUrl = URI.create(baseUrl);
        this.apiKeyEnv = apiKeyEnv;
    }

    /** What is wrong with a name that is none of these. */
    static String fault(String name) {
        return AZURE.equalsIgnoreCase(name)
                ? "azure has none, because its address is your own: write dialect: azure, base-url: "
                        + "https://<your resource>.openai.azure.com/openai/v1 and api-key-env instead"
                : "'" + name + "' is not one of " + names();
    }

    /** For people, in the order of the table. */
    static String names() {
        return Arrays.stream(values()).map(preset -> preset.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
