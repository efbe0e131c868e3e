package dev.longhaul.client.cli.session;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the platform is and who asks. Each value comes from the option, else the environment, else the file, else its
 * default.
 */
record Settings(String url, String apiKey) {

    static final String DEFAULT_URL = "http://localhost:8080";
    private static final Set<String> FILE_KEYS = Set.of("url", "api-key");

    /**
     * @throws UserErrorException
     *             when there is no API key, or the file is not there, not readable or has a key that does not exist
     */
    static Settings resolve(SessionOptions options, Map<String, String> environment, Path home) {
        Path defaultFile = home.resolve(".config/longhaul/config.properties");
        Path chosen = options.config;
        Properties file = chosen != null ? read(chosen) : Files.exists(defaultFile) ? read(defaultFile) : none();
        String url = first(options.url, environment.get("LONGHAUL_URL"), file.getProperty("url"));
        String key = first(options.apiKey, environment.get("LONGHAUL_API_KEY"), file.getProperty("api-key"));
        if (key == null) {
            throw new UserErrorException("No API key. Set LONGHAUL_API_KEY, or write api-key=lh_... into "
                    + (chosen == null ? defaultFile : chosen)
                    + ", or say --api-key lh_... (the standalone prints a demo key when it starts).");
        }
        return new Settings(url == null ? DEFAULT_URL : url, key);
    }

    private static @Nullable String first(@Nullable String... values) {
        for (String value : values) {
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        }
        return null;
    }

    private static Properties none() {
        return new Properties();
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UserErrorException("Cannot read the configuration file " + file + ": " + e.getMessage(), e);
        }
        Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
        unknown.removeAll(FILE_KEYS);
        if (!unknown.isEmpty()) {
            throw new UserErrorException(
                    file + " has " + String.join(", ", unknown)
                            + ", which nothing reads: it may hold url and api-key.");
        }
        return properties;
    }
}
