package dev.longhaul.store;

import com.mongodb.client.MongoDatabase;
import org.bson.Document;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether MongoDB answers {@code ping}, which every server of its protocol knows. */
final class StoreHealthIndicator implements HealthIndicator {

    private final MongoDatabase database;

    StoreHealthIndicator(MongoDatabase database) {
        this.database = database;
    }

    @Override
    public Health health() {
        try {
            StoreCall.of(() -> database.runCommand(new Document("ping", 1)));
            return Health.up().build();
        } catch (StoreUnavailableException e) {
            return Health.down().withDetail("missing", "no MongoDB answers; see spring.mongodb.uri").build();
        }
    }
}
