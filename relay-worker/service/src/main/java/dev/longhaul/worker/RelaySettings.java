package dev.longhaul.worker;

import jakarta.validation.Valid;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The worker's part of {@code longhaul.*}; {@code application.yaml} is the commented reference.
 *
 * @param catalog
 *            the model catalogue that all services read
 * @param providers
 *            what this worker does differently from the catalogue, by the provider's name
 * @param worker
 *            how this worker works
 */
@Validated
@ConfigurationProperties("longhaul")
record RelaySettings(@DefaultValue("catalog.yaml") Path catalog, @DefaultValue Map<String, ProviderSettings> providers,
        @DefaultValue @Valid WorkerSettings worker) {

    /**
     * @param baseUrl
     *            calls this address instead of the catalogue's, such as a proxy or a simulator
     * @param apiKey
     *            the key, instead of the environment variable that the catalogue names
     * @param keys
     *            several keys, by a name of the operator's choice that attempts and logs show
     */
    record ProviderSettings(@Nullable URI baseUrl, @Nullable String apiKey,
            @DefaultValue Map<String, KeySettings> keys) {

        static final ProviderSettings NONE = new ProviderSettings(null, null, Map.of());

        @Override
        public String toString() {
            return "ProviderSettings[baseUrl=" + baseUrl + ", apiKey=" + (apiKey == null ? "none" : "***") + ", keys="
                    + keys.keySet() + "]";
        }
    }

    /**
     * @param weight
     *            the key's share of the calls, against the weights of the others, 1 to 1,000
     */
    record KeySettings(@Nullable String apiKey, @DefaultValue("1") int weight) {

        @Override
        public String toString() {
            return "KeySettings[weight=" + weight + "]";
        }
    }
}
