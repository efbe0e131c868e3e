package dev.longhaul.api.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What needs no Redis to be seen. */
class RedisAwayTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(RedisLink.class);

    @BeforeEach
    void listen() {
        logged.start();
        log.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(logged);
    }

    private EdgeLimits limits(String redis) {
        RequestRate rate = new RequestRate(1, 5);
        return new EdgeLimits(new EdgeProperties(rate, rate, redis, Duration.ofMillis(50)), registry, () -> 0);
    }

    private void goesByItsOwn(EdgeLimits limits) {
        for (int i = 0; i < 5; i++) {
            assertThat(limits.byKey().take("key_1")).isEqualTo(Verdict.ALLOWED);
        }
        assertThat(limits.byKey().take("key_1")).isEqualTo(new Verdict.Refused(Duration.ofSeconds(1)));
        assertThat(registry.get("longhaul.edge.redis.up").gauge().value()).isZero();
        assertThat(registry.get("longhaul.edge.fallbacks").tag("by", "key").counter().count()).isEqualTo(6);
    }

    @Test
    void an_instance_goes_by_its_own_limits_and_says_once_that_redis_is_away() throws IOException {
        AtomicInteger tries = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                EdgeLimits limits = limits("redis://user:topsecret@127.0.0.1:" + server.getLocalPort())) {
            Thread.ofVirtual().start(() -> refuseAll(server, tries));
            goesByItsOwn(limits);

            Awaitility.await().until(() -> tries.get() >= 3);

            assertThat(logged.list).singleElement().satisfies(line -> assertThat(line.getFormattedMessage())
                    .contains("longhaul.api.edge.redis-uri", "does not answer").doesNotContain("topsecret"));
        }
    }

    private static void refuseAll(ServerSocket server, AtomicInteger tries) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                assertThat(client.isConnected()).isTrue();
                tries.incrementAndGet();
            } catch (IOException e) {
                // the test is over
            }
        }
    }

    @Test
    void one_that_connects_and_never_answers_is_as_good_as_none() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                EdgeLimits limits = limits("redis://127.0.0.1:" + silent.getLocalPort())) {
            goesByItsOwn(limits);
        }
    }
}
