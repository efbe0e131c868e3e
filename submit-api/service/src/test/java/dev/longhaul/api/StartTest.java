package dev.longhaul.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.longhaul.api.testing.TestApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

class StartTest {

    private static FailureAnalyzedException refusal(Map<String, Object> settings) {
        Throwable failure = catchThrowable(() -> TestApi.start(settings).close());
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FailureAnalyzedException analyzed) {
                return analyzed;
            }
        }
        throw new AssertionError("started, or failed otherwise", failure);
    }

    @Test
    void a_missing_or_short_secret_is_told_with_the_remedy() {
        FailureAnalyzedException refusal = refusal(Map.of("longhaul.api.job-id-secret", ""));

        assertThat(refusal.getMessage()).isEqualTo("longhaul.api.job-id-secret has 0 bytes and needs at least 16.");
        assertThat(refusal.analysis().getAction()).contains("LONGHAUL_API_JOB_ID_SECRET");
        assertThat(refusal(Map.of("longhaul.api.job-id-secret", "fifteen bytes..")).getMessage()).contains("15 bytes");
    }

    @Test
    void a_catalogue_that_cannot_be_served_is_told_with_its_faults(@TempDir Path directory) throws IOException {
        assertThat(refusal(Map.of("longhaul.catalog", directory.resolve("none.yaml"))).getMessage())
                .contains("none.yaml");
        Path file = Files.writeString(directory.resolve("catalog.yaml"),
                "version: 1\nmodels:\n  a:\n    route:\n      - provider: nobody\n");

        FailureAnalyzedException refusal = refusal(Map.of("longhaul.catalog", file));

        assertThat(refusal.getMessage()).contains("catalog.yaml", "models.a.route[0].provider", "nobody");
    }

    @Test
    void settings_that_do_not_fit_each_other_are_told() {
        assertThat(refusal(Map.of("longhaul.api.stop-grace", "40s")).getMessage()).contains("longhaul.api.stop-grace",
                "spring.lifecycle.timeout-per-shutdown-phase");
        assertThat(refusal(Map.of("longhaul.api.body-limit", "65MB")).getMessage()).contains("longhaul.api.body-limit");
        assertThat(refusal(Map.of("longhaul.api.bulk-body-limit", "1GB")).getMessage())
                .contains("longhaul.api.bulk-body-limit");
        assertThat(refusal(Map.of("longhaul.api.file-limit", "201MB")).getMessage())
                .contains("longhaul.api.file-limit");
        assertThat(refusal(Map.of("longhaul.api.body-memory", "1023KB")).getMessage())
                .contains("longhaul.api.body-memory");
    }

    @Test
    void an_address_that_is_no_redis_is_told_without_its_password() {
        FailureAnalyzedException refusal = refusal(Map.of("longhaul.api.edge.redis-uri", "http://:topsecret@host"));

        assertThat(refusal.getMessage()).startsWith("longhaul.api.edge.redis-uri");
        assertThat(refusal.analysis().getAction()).contains("redis://");
        assertThat(refusal).hasNoCause();
    }

    @Test
    void values_out_of_range_are_refused_by_name() {
        for (String wrong : List.of("max-waiting=0", "keep-alive=0s", "hang-up-check=0s", "safety-read=0s",
                "completion-tokens=0", "bootstrap-keys[0].hash=short", "bootstrap-keys[0].tenant=NO SPACES",
                "edge.per-key.requests-per-second=-1", "edge.per-address.burst=0", "edge.redis-timeout=0s",
                "edge.redis-timeout=1m")) {
            String[] setting = wrong.split("=", -1);
            Throwable failure = catchThrowable(
                    () -> TestApi.start(Map.of("longhaul.api." + setting[0], setting[1])).close());
            assertThat(failure).as(wrong).hasStackTraceContaining("longhaul.api");
        }
    }

    @Test
    void the_reference_in_application_yaml_holds_every_setting_with_its_default() throws IOException {
        List<PropertySource<?>> yaml = new YamlPropertySourceLoader().load("application.yaml",
                new ClassPathResource("application.yaml"));
        Bindable<SubmitApiProperties> target = Bindable.of(SubmitApiProperties.class);

        SubmitApiProperties written = new Binder(ConfigurationPropertySources.from(yaml)).bind("longhaul.api", target,
                new NoUnboundElementsBindHandler(BindHandler.DEFAULT)).get();

        SubmitApiProperties defaults = new Binder(new MapConfigurationPropertySource()).bindOrCreate("longhaul.api",
                target);
        assertThat(written).usingRecursiveComparison().withEqualsForType(StartTest::same, String.class)
                .isEqualTo(defaults);
        holdsEvery(SubmitApiProperties.class, "longhaul.api.", yaml.getFirst());
    }

    private static void holdsEvery(Class<?> settings, String prefix, PropertySource<?> yaml) {
        for (var component : settings.getRecordComponents()) {
            String key = prefix + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (component.getType().isRecord()) {
                holdsEvery(component.getType(), key + ".", yaml);
            } else {
                assertThat(yaml.containsProperty(key)).as(key).isTrue();
            }
        }
    }

    /** An empty text in the file stands for a setting that is not set. */
    private static boolean same(@Nullable String written, @Nullable String fallback) {
        return Objects.requireNonNullElse(written, "")
                .equals(Objects.requireNonNullElse(fallback, ""));
    }
}
