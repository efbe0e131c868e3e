package dev.longhaul.api.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.longhaul.embedded.EmbeddedMongo;
import dev.longhaul.embedded.MongoOptions;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.key.ApiKeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyDirectoryTest {

    private final EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.inMemory());
    private final MongoClient client = MongoClients.create(MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(mongo.uri("keys")))
            .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(200, TimeUnit.MILLISECONDS)).build());
    private final ApiKeyStore store = new ApiKeyStore(client.getDatabase("keys"), Clock.systemUTC());
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong nanos = new AtomicLong(1);
    private final ApiKey key = ApiKey.generate(new SecureRandom());
    private final ApiKey configured = ApiKey.generate(new SecureRandom());
    private final KeyDirectory keys = new KeyDirectory(store,
            List.of(new BootstrapKey("configured", "first", configured.hash())), executor, nanos::get);

    @AfterEach
    void stop() {
        executor.close();
        client.close();
        mongo.close();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void a_key_belongs_to_its_tenant() {
        store.addIfAbsent(key.hash(), "key_1", "acme", "test");

        assertThat(keys.find(key)).contains(new Caller("acme", "key_1"));
        assertThat(keys.find(ApiKey.generate(new SecureRandom()))).isEmpty();
    }

    @Test
    void a_revoked_key_is_refused_as_soon_as_it_is_asked_for_again() {
        store.addIfAbsent(key.hash(), "key_1", "acme", "test");
        assertThat(keys.find(key)).isPresent();
        store.revoke(key.hash());
        assertThat(keys.find(key)).as("still fresh").isPresent();

        pass(KeyDirectory.FRESH);

        assertThat(keys.find(key)).isEmpty();
        assertThat(KeyDirectory.FRESH).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_key_that_was_unknown_is_found_after_it_was_added() {
        assertThat(keys.find(key)).isEmpty();
        store.addIfAbsent(key.hash(), "key_1", "acme", "test");

        pass(KeyDirectory.FRESH);

        assertThat(keys.find(key)).isPresent();
    }

    @Test
    void without_the_record_a_known_key_goes_on_for_a_while_and_an_unknown_one_cannot_be_judged() {
        store.addIfAbsent(key.hash(), "key_1", "acme", "test");
        assertThat(keys.find(key)).isPresent();
        mongo.close();

        pass(KeyDirectory.FRESH);

        assertThat(keys.find(key)).isPresent();
        assertThatThrownBy(() -> keys.find(ApiKey.generate(new SecureRandom())))
                .isInstanceOf(StoreUnavailableException.class);

        pass(KeyDirectory.STALE);

        assertThatThrownBy(() -> keys.find(key)).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void a_key_of_the_configuration_needs_no_record() {
        mongo.close();

        assertThat(keys.find(configured)).contains(new Caller("configured", ApiKey.idOf(configured.hash())));
        pass(KeyDirectory.STALE.multipliedBy(2));
        assertThat(keys.find(configured)).isPresent();
    }

    @Test
    void a_key_of_the_configuration_that_was_revoked_is_refused() {
        BootstrapSeeding seeding = new BootstrapSeeding(store,
                List.of(new BootstrapKey("configured", "first", configured.hash())));
        seeding.start();
        Awaitility.await().until(() -> store.find(configured.hash()).isPresent());
        seeding.stop();
        assertThat(seeding.isRunning()).isFalse();
        store.revoke(configured.hash());

        Awaitility.await().untilAsserted(() -> {
            pass(KeyDirectory.FRESH);
            assertThat(keys.find(configured)).isEmpty();
        });
    }

    @Test
    void configured_keys_are_put_into_the_record_once_it_is_there() throws Exception {
        int port = mongo.port();
        mongo.close();
        BootstrapSeeding seeding = new BootstrapSeeding(store,
                List.of(new BootstrapKey("configured", "first", configured.hash())));
        seeding.start();

        try (EmbeddedMongo again = EmbeddedMongo.start(MongoOptions.inMemory().withPort(port))) {
            assertThat(again.port()).isEqualTo(port);
            Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreException(StoreUnavailableException.class)
                    .until(() -> store.find(configured.hash()).isPresent());
        } finally {
            seeding.stop();
        }
    }
}
