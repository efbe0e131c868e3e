package dev.longhaul.api.health;

import dev.longhaul.api.reply.ReplySubscription;
import dev.longhaul.log.JobEventTail;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * What readiness looks at. Without Kafka nothing can be accepted, and calls go to another instance. Without MongoDB or
 * RabbitMQ part of the service goes on: taking every instance out of the balancer would stop that part as well, so this
 * is {@link #DEGRADED}, which is said and still ready.
 */
public final class ApiHealth {

    /** Something is missing, and the rest works. */
    public static final Status DEGRADED = new Status("DEGRADED");

    private ApiHealth() {}

    /** Puts degraded between what is ready and what is not. */
    public static StatusAggregator statuses() {
        return StatusAggregator.of(Status.DOWN, Status.OUT_OF_SERVICE, DEGRADED, Status.UP, Status.UNKNOWN);
    }

    /** Whether MongoDB answers. */
    public static HealthIndicator record(HealthIndicator store, Executor executor, LongSupplier nanoTime) {
        return new RecentHealth(
                () -> degradedUnlessUp(store.health(), "no MongoDB answers, see spring.mongodb.uri: jobs are accepted, "
                        + "reads and idempotency keys are answered 503"),
                executor, nanoTime);
    }

    /** Whether answers come straight from the workers. */
    public static HealthIndicator replies(ReplySubscription replies) {
        return () -> replies.isReading()
                ? Health.up().build()
                : Health.status(DEGRADED).withDetail("missing", "no RabbitMQ answers, see spring.rabbitmq.addresses: "
                        + "jobs are accepted, chat calls are answered by way of the record").build();
    }

    /** Whether job events are read, so that waiting calls are woken. */
    public static HealthIndicator events(JobEventTail events) {
        return () -> events.isReading()
                ? Health.up().build()
                : Health.outOfService().withDetail("missing", "job events are not read yet, see "
                        + "spring.kafka.bootstrap-servers").build();
    }

    private static Health degradedUnlessUp(@Nullable Health health, String missing) {
        return health != null && Status.UP.equals(health.getStatus())
                ? health
                : Health.status(DEGRADED).withDetail("missing", missing).build();
    }
}
