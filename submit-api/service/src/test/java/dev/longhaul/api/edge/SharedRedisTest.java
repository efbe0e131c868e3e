package dev.longhaul.api.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.embedded.CutProxy;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.data.Percentage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Limits that instances share, each with a connection of its own, by a real Redis. */
@Tag("redis")
@EnabledIfEnvironmentVariable(named = SharedRedisTest.URI, matches = "rediss?://.*", disabledReason = "set "
        + SharedRedisTest.URI + " to run this against a Redis; .ci/run does")
class SharedRedisTest {

    static final String URI = "LONGHAUL_TEST_REDIS_URI";

    private final String uri = System.getenv(URI);
    private final String key = "key_" + UUID.randomUUID();
    private final RedisClient client = RedisClient.create(uri);
    private final StatefulRedisConnection<String, String> redis = client.connect();
    private final List<Instance> instances = new ArrayList<>();

    private record Instance(EdgeLimits limits, SimpleMeterRegistry registry) {

        Verdict take(String key) {
            return limits.byKey().take(key);
        }

        boolean isShared() {
            return registry.get("longhaul.edge.redis.up").gauge().value() == 1;
        }

        double fallbacks() {
            return registry.get("longhaul.edge.fallbacks").tag("by", "key").counter().count();
        }
    }

    /** The time is long where a test counts: what a busy machine does late must still be shared. */
    private Instance instance(String redisUri, RequestRate rate, Duration timeout) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Instance instance = new Instance(new EdgeLimits(new EdgeProperties(rate, rate, redisUri, timeout), registry,
                System::nanoTime), registry);
        instances.add(instance);
        Awaitility.await().until(instance::isShared);
        return instance;
    }

    private Instance instance(RequestRate rate) {
        return instance(uri, rate, Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        instances.forEach(each -> each.limits.close());
        redis.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }

    private double redisSeconds() {
        List<String> time = redis.sync().time();
        return Double.parseDouble(time.get(0)) + Double.parseDouble(time.get(1)) / 1e6;
    }

    @Test
    void four_instances_share_one_limit_with_an_error_under_one_percent() {
        RequestRate rate = new RequestRate(500, 5_000);
        List<Instance> four = List.of(instance(rate), instance(rate), instance(rate), instance(rate));
        AtomicInteger letIn = new AtomicInteger();
        double start = redisSeconds();

        try (ExecutorService clients = Executors.newCachedThreadPool()) {
            for (int i = 0; i < 16; i++) {
                Instance mine = four.get(i % 4);
                clients.execute(() -> flood(mine, letIn, 7_000));
            }
        }

        double due = rate.burst() + rate.requestsPerSecond() * (redisSeconds() - start);
        assertThat((double) letIn.get()).isCloseTo(due, Percentage.withPercentage(1)).isLessThanOrEqualTo(due);
        assertThat(four).allMatch(each -> each.fallbacks() == 0);
    }

    /** Calls until so many were let in altogether and nothing is left in the bucket. */
    private void flood(Instance instance, AtomicInteger letIn, int enough) {
        while (true) {
            if (instance.take(key) instanceof Verdict.Allowed) {
                letIn.incrementAndGet();
            } else if (letIn.get() >= enough) {
                return;
            } else {
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
        }
    }

    @Test
    void who_is_refused_is_told_when_the_next_is_let_in_and_others_are_not_refused() {
        Instance one = instance(new RequestRate(1, 1));
        Instance other = instance(new RequestRate(1, 1));
        assertThat(one.take(key)).isEqualTo(Verdict.ALLOWED);

        assertThat(other.take(key)).isInstanceOfSatisfying(Verdict.Refused.class,
                refused -> assertThat(refused.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1)));

        assertThat(other.take(key + "-other")).isEqualTo(Verdict.ALLOWED);
        Awaitility.await().until(() -> other.take(key) instanceof Verdict.Allowed);
        assertThat(one.take(key)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void a_bucket_is_gone_from_redis_when_it_would_be_full() {
        Instance one = instance(new RequestRate(1, 60));
        for (int i = 0; i < 60; i++) {
            one.take(key);
        }

        assertThat(redis.sync().pttl("longhaul:edge:key:" + key)).isBetween(1L, 60_000L);

        assertThat(redis.sync().exists("longhaul:edge:address:" + key)).isZero();
    }

    @Test
    void without_redis_each_instance_goes_by_its_own_limit_and_says_so_until_redis_is_back() {
        RequestRate rate = new RequestRate(1, 3);
        try (CutProxy proxy = CutProxy.before(uri)) {
            Instance one = instance(proxy.uri(), rate, Duration.ofSeconds(10));
            Instance other = instance(proxy.uri(), rate, Duration.ofSeconds(10));
            drain(one, key);
            assertThat(other.take(key)).isInstanceOf(Verdict.Refused.class);

            proxy.down();
            Awaitility.await().until(() -> !one.isShared() && !other.isShared());

            String inTheMeantime = key + "-in-the-meantime";
            assertThat(drain(one, inTheMeantime)).isGreaterThanOrEqualTo(rate.burst());
            assertThat(drain(other, inTheMeantime)).isGreaterThanOrEqualTo(rate.burst());
            assertThat(other.fallbacks()).isGreaterThan(rate.burst());

            proxy.up();
            Awaitility.await().until(() -> one.isShared() && other.isShared());

            double fallbacks = one.fallbacks() + other.fallbacks();
            String afterwards = key + "-afterwards";
            drain(one, afterwards);
            assertThat(other.take(afterwards)).isInstanceOf(Verdict.Refused.class);
            assertThat(one.fallbacks() + other.fallbacks()).isEqualTo(fallbacks);
        }
    }

    /** Calls until it is refused; how many were let in. */
    private static int drain(Instance instance, String key) {
        int letIn = 0;
        while (instance.take(key) instanceof Verdict.Allowed) {
            letIn++;
        }
        return letIn;
    }

    @Test
    void a_redis_that_hangs_is_given_up_by_the_first_request_for_all_and_comes_back() throws Exception {
        try (CutProxy proxy = CutProxy.before(uri);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Instance one = instance(proxy.uri(), new RequestRate(1, 100), Duration.ofMillis(50));
            proxy.hang();

            List<Future<Verdict>> verdicts = clients.invokeAll(Collections.nCopies(100, () -> one.take(key)));

            for (Future<Verdict> verdict : verdicts) {
                assertThat(verdict.get()).isEqualTo(Verdict.ALLOWED);
            }
            assertThat(one.isShared()).isFalse();
            assertThat(one.fallbacks()).isEqualTo(100);
            proxy.up();
            Awaitility.await().until(one::isShared);
        }
    }

    @Test
    void a_redis_that_has_forgotten_the_script_is_given_it_again() {
        Instance one = instance(new RequestRate(1, 3));
        redis.sync().scriptFlush();

        Awaitility.await().until(() -> {
            one.take(key);
            return one.isShared() && one.fallbacks() > 0;
        });
    }
}
