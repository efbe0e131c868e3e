package dev.longhaul.resultstore.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.catalog.CatalogFile;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class OutcomeMetersTest {

    private static final String CATALOG = """
            version: 1
            pools: {default: {}}
            providers:
              near: {dialect: openai, base-url: "http://127.0.0.1:1/v1"}
            models:
              small: {route: [{provider: near}]}
            routes:
              wild/*: {route: [{provider: near}]}
            """;

    @Test
    void names_that_clients_make_up_are_counted_as_one() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        OutcomeMeters meters = new OutcomeMeters(registry, new ModelNames(CatalogFile
                .read(new ByteArrayInputStream(CATALOG.getBytes(StandardCharsets.UTF_8)), "catalog.yaml")),
                Clock.systemUTC());

        for (int i = 0; i < 100; i++) {
            meters.ended(Lane.BATCH, "wild/" + i, JobState.SUCCEEDED);
        }
        meters.ended(Lane.BATCH, "small@near", JobState.SUCCEEDED);

        assertThat(registry.find("longhaul.jobs.ended").counters()).extracting(each -> each.getId().getTag("model"))
                .containsExactlyInAnyOrder("wild/*", "small");
    }
}
