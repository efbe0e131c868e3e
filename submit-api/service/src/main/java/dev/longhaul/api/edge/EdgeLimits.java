package dev.longhaul.api.edge;

import dev.longhaul.api.key.Authentication;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Flood protection: so many requests a second of one address, before anything is asked about their key, and of one key.
 * By memory alone, or shared with other instances by Redis; when that is away, by memory until it is back.
 */
public final class EdgeLimits implements AutoCloseable {

    private final EdgeProperties properties;
    private final MeterRegistry registry;
    private final LongSupplier nanoTime;
    private final @Nullable RedisLink redis;
    private final RequestLimit byAddress;
    private final RequestLimit byKey;

    /**
     * @param nanoTime
     *            as {@link System#nanoTime}
     * @throws IllegalArgumentException
     *             when the address of Redis is none
     */
    public EdgeLimits(EdgeProperties properties, MeterRegistry registry, LongSupplier nanoTime) {
        this.properties = properties;
        this.registry = registry;
        this.nanoTime = nanoTime;
        this.redis = link(properties);
        if (redis != null) {
            Gauge.builder("longhaul.edge.redis.up", redis, link -> link.isUp() ? 1 : 0)
                    .description("1 while the edge limits are shared by Redis, 0 while each instance has its own")
                    .register(registry);
        }
        this.byAddress = limit("address", properties.perAddress());
        this.byKey = limit("key", properties.perKey());
    }

    private static @Nullable RedisLink link(EdgeProperties properties) {
        String uri = properties.redisUri();
        return uri == null || uri.isBlank()
                ? null
                : RedisLink.open(uri, SharedBuckets.SCRIPT, SharedBuckets.TRIAL, properties.redisTimeout());
    }

    private RequestLimit limit(String kind, RequestRate rate) {
        if (rate.isUnlimited()) {
            return subject -> Verdict.ALLOWED;
        }
        RequestLimit own = new LocalLimit(rate, nanoTime);
        if (redis == null) {
            return own;
        }
        Counter fallbacks = Counter.builder("longhaul.edge.fallbacks").tag("by", kind)
                .description("requests that were judged by this instance's own limit because Redis did not answer")
                .register(registry);
        return new SharedLimit(new SharedBuckets(redis, kind, rate), own, fallbacks::increment, nanoTime);
    }

    /** Of addresses: to stand before authentication. */
    public HandlerInterceptor addressGate() {
        return new Gate(byAddress, request -> ClientAddress.of(request.getRemoteAddr()), "from this address",
                properties.perAddress(), refused("address"));
    }

    /** Of keys: to stand behind authentication. */
    public HandlerInterceptor keyGate() {
        return new Gate(byKey, Authentication::keyOf, "with this key", properties.perKey(), refused("key"));
    }

    private Counter refused(String kind) {
        return Counter.builder("longhaul.edge.refused").tag("by", kind).description("requests that were answered 429")
                .register(registry);
    }

    RequestLimit byKey() {
        return byKey;
    }

    @Override
    public void close() {
        if (redis != null) {
            redis.close();
        }
    }
}
