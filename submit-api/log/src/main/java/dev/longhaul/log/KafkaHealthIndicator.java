package dev.longhaul.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.kafka.core.KafkaAdmin;

/** Whether a Kafka broker answers. Asked at most every few seconds, however often health is. Thread-safe. */
public final class KafkaHealthIndicator implements HealthIndicator, AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofSeconds(3);

    private final KafkaAdmin settings;
    private final Clock clock;
    private @Nullable Admin admin;
    private @Nullable Health last;
    private Instant askedAt = Instant.EPOCH;

    KafkaHealthIndicator(KafkaAdmin settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public synchronized Health health() {
        Instant now = clock.instant();
        Health answer = last;
        if (answer == null || askedAt.plus(FRESH).isBefore(now)) {
            answer = ask();
            last = answer;
            askedAt = now;
        }
        return answer;
    }

    private Health ask() {
        try {
            int nodes = client().describeCluster().nodes().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).size();
            return Health.up().withDetail("nodes", nodes).build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Health.unknown().build();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return Health.down().withDetail("missing", "no Kafka broker answers at "
                    + settings.getConfigurationProperties().get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)).build();
        }
    }

    private Admin client() {
        Admin open = admin;
        if (open == null) {
            Map<String, Object> config = new HashMap<>(settings.getConfigurationProperties());
            config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
            config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
            open = Admin.create(config);
            admin = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(TIMEOUT);
        }
    }
}
