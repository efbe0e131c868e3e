package dev.longhaul.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.CatalogFile;
import dev.longhaul.contract.job.JobSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ClassPathResource;

class SettingsRulesTest {

    private static final Duration PHASE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;
    private Catalog catalog;

    @BeforeEach
    void catalog() throws IOException {
        catalog = CatalogFile.read(Files.writeString(directory.resolve("catalog.yaml"), """
                version: 1
                providers:
                  sim: {dialect: openai, base-url: "http://localhost:1/v1"}
                models:
                  fast:
                    route:
                      - {provider: sim}
                """));
    }

    @Test
    void the_defaults_have_no_fault() {
        assertThat(faults(Map.of())).isEmpty();
    }

    @Test
    void the_commented_reference_says_what_is_the_default() {
        YamlPropertiesFactoryBean reference = new YamlPropertiesFactoryBean();
        reference.setResources(new ClassPathResource("application.yaml"));

        WorkerSettings written = bind(Objects.requireNonNull(reference.getObject())).worker();

        // these stand there empty, which means the same as left out
        assertThat(written).usingRecursiveComparison().ignoringFields("name", "region")
                .isEqualTo(bind(Map.of()).worker());
    }

    @Test
    void the_longest_answer_fits_into_the_record_beside_a_request() {
        assertThat(bind(Map.of()).worker().maxAnswer().toBytes()).isLessThan(JobSize.MAX_BYTES);
    }

    @Test
    void an_answer_that_no_record_could_keep_is_not_allowed() {
        assertThat(faults(Map.of("longhaul.worker.max-answer", "15MB"))).isEmpty();
        assertThat(faults(Map.of("longhaul.worker.max-answer", "16MB"))).containsExactly(
                "longhaul.worker.max-answer: 16 MB is more than the record can keep: set it to at most 15MB");
        assertThat(faults(Map.of("longhaul.worker.max-answer", "0B"))).singleElement().asString()
                .contains("allows no answer");
    }

    @Test
    void every_fault_names_its_property() {
        assertThat(faults(Map.of("longhaul.worker.pool", "nowhere", "longhaul.worker.slots", "2",
                "longhaul.worker.interactive-reserve", "2", "longhaul.worker.heartbeat-interval", "0s",
                "longhaul.worker.bundle-linger", "-1s", "longhaul.worker.grace", "30s",
                "longhaul.providers.unknown.api-key", "k"))).extracting(fault -> fault.split(":", 2)[0])
                .containsExactly("longhaul.worker.pool", "longhaul.worker.interactive-reserve",
                        "longhaul.worker.heartbeat-interval", "longhaul.worker.bundle-linger",
                        "longhaul.worker.grace", "longhaul.providers.unknown");
    }

    private List<String> faults(Map<?, ?> settings) {
        return SettingsRules.faults(bind(settings), catalog, PHASE);
    }

    private static RelaySettings bind(Map<?, ?> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("longhaul", RelaySettings.class);
    }
}
