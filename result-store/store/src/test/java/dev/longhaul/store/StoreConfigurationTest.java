package dev.longhaul.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.webhook.AddressGuard;
import dev.longhaul.embedded.EmbeddedMongo;
import dev.longhaul.embedded.MongoOptions;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.store.idempotency.IdempotencyStore;
import dev.longhaul.store.job.JobStore;
import dev.longhaul.store.key.ApiKeyStore;
import dev.longhaul.store.webhook.WebhookEndpoints;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class StoreConfigurationTest {

    private static final JobId ID = new JobId(1, 2, 3);

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, ValidationAutoConfiguration.class))
            .withUserConfiguration(StoreConfiguration.class).withBean(Clock.class, Clock::systemUTC);

    private static List<String> indexes(MongoDatabase database, String collection) {
        return database.getCollection(collection).listIndexes().map(index -> index.getString("name"))
                .into(new ArrayList<>());
    }

    @Test
    void the_stores_are_there_with_their_indexes_and_health() {
        application.withPropertyValues("spring.mongodb.uri=" + SharedServers.mongo().uri("ignored"),
                "longhaul.store.database=configured").run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(JobStore.class)
                            .hasSingleBean(ApiKeyStore.class).hasSingleBean(IdempotencyStore.class);
                    MongoDatabase database = context.getBean(MongoDatabase.class);
                    assertThat(database.getName()).isEqualTo("configured");
                    assertThat(indexes(database, "jobs")).hasSize(14);
                    assertThat(indexes(database, "idempotency_keys")).hasSize(2);
                    assertThat(context.getBean(StoreHealthIndicator.class).health().getStatus()).isEqualTo(Status.UP);
                });
    }

    @Test
    void settings_have_their_defaults_and_their_bounds() {
        application.withPropertyValues("spring.mongodb.uri=" + SharedServers.mongo().uri("longhaul")).run(
                context -> assertThat(context.getBean(StoreProperties.class))
                        .isEqualTo(new StoreProperties(Duration.ofDays(30), Duration.ofSeconds(3), "longhaul")));
        application.withPropertyValues("longhaul.store.retention=7d", "longhaul.store.server-selection-timeout=1s",
                "longhaul.store.database=", "spring.mongodb.uri=" + SharedServers.mongo().uri("longhaul"))
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("database"));
    }

    @Test
    void without_a_master_key_there_are_no_webhooks_and_a_wrong_one_is_told_without_its_value() {
        application.withPropertyValues("spring.mongodb.uri=" + SharedServers.mongo().uri("longhaul")).run(context -> {
            assertThat(context.getBean(WebhookEndpoints.class).canSign()).isFalse();
            assertThat(context.getBean(AddressGuard.class)).isEqualTo(AddressGuard.STRICT);
        });
        for (String wrong : List.of("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "env:NO_SUCH_VARIABLE",
                "file:/no/such/file")) {
            application
                    .withPropertyValues("spring.mongodb.uri=" + SharedServers.mongo().uri("longhaul"),
                            "longhaul.webhook.master-key=" + wrong)
                    .run(context -> assertThat(context).getFailure().rootCause()
                            .hasMessageStartingWith("longhaul.webhook.master-key is not usable")
                            .hasMessageNotContaining("MDEy"));
        }
    }

    @Test
    void a_service_starts_without_mongodb_and_makes_the_indexes_when_it_comes() throws Exception {
        int port = StoreCallTest.unusedPort();
        application.withPropertyValues("spring.mongodb.uri=mongodb://127.0.0.1:" + port,
                "longhaul.store.server-selection-timeout=200ms").run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(StoreIndexes.class).isRunning()).isTrue();
                    var health = context.getBean(StoreHealthIndicator.class).health();
                    assertThat(health.getStatus()).isEqualTo(Status.DOWN);
                    assertThat(health.getDetails()).containsEntry("missing",
                            "no MongoDB answers; see spring.mongodb.uri");

                    try (EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.inMemory().withPort(port))) {
                        MongoDatabase database = context.getBean(MongoDatabase.class);
                        await().atMost(Duration.ofSeconds(30)).ignoreExceptions()
                                .untilAsserted(() -> assertThat(indexes(database, "idempotency_keys")).hasSize(2));
                        assertThat(indexes(database, "jobs")).hasSize(14);
                        assertThat(context.getBean(JobStore.class).queries().find(ID)).isEmpty();
                        assertThat(context.getBean(StoreHealthIndicator.class).health().getStatus())
                                .isEqualTo(Status.UP);
                        assertThat(mongo.port()).isEqualTo(port);
                    }
                });
    }
}
