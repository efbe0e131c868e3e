package dev.longhaul.worker;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the broker delivers to this worker. It asks nobody, so it answers at once while the broker is away. */
final class BrokerHealth implements HealthIndicator {

    private final WorkerLifecycle worker;
    private final String address;

    BrokerHealth(WorkerLifecycle worker, String address) {
        this.worker = worker;
        this.address = address;
    }

    @Override
    public Health health() {
        Health.Builder health = worker.isConnected() ? Health.up() : Health.down();
        return health.withDetail("server", address).withDetail("consuming", worker.consuming()).build();
    }
}
