package dev.longhaul.api.edge;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One script in a Redis that may be away. The first call that gets no answer in time gives the connection up, so that
 * no other waits; a thread in the background looks every second, whether anybody calls or not, and connects again.
 * Thread-safe.
 */
final class RedisLink implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisLink.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Of connecting and of looking, for which no request waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int UNANSWERED = 10_000;

    private final String script;
    private final List<String> trial;
    private final Duration timeout;
    private final ClientResources resources;
    private final RedisClient client;
    private final AtomicReference<@Nullable Line> line = new AtomicReference<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean awayIsTold;

    private RedisLink(RedisURI uri, String script, List<String> trial, Duration timeout) {
        this.script = script;
        this.trial = trial;
        this.timeout = timeout;
        this.resources = ClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
        uri.setTimeout(PATIENCE);
        this.client = RedisClient.create(resources, uri);
        // we connect again by ourselves: a connection that hangs is not better than one that broke
        client.setOptions(ClientOptions.builder().autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS).requestQueueSize(UNANSWERED)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder().connectTimeout(PATIENCE).build()).build());
    }

    /**
     * Begins to connect and returns at once.
     *
     * @param uri
     *            of a Redis, as Lettuce reads it
     * @param trial
     *            a key and arguments with which the script must run before anybody goes by it
     * @param timeout
     *            how long a call waits for its answer
     * @throws IllegalArgumentException
     *             when the address is none
     */
    static RedisLink open(String uri, String script, List<String> trial, Duration timeout) {
        RedisLink link = new RedisLink(RedisURI.create(uri), script, trial, timeout);
        Thread.ofVirtual().name("edge-redis").start(link::watch);
        return link;
    }

    boolean isUp() {
        return line.get() != null;
    }

    /** The script's answer; empty when there is none in time. */
    Optional<Long> run(String key, String... arguments) {
        Line current = line.get();
        if (current == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(current.run(timeout, key, arguments));
        } catch (RedisCommandInterruptedException e) {
            // the request is being given up, and says nothing about Redis
            return Optional.empty();
        } catch (RuntimeException e) {
            // whatever the client makes of a lost connection, a request goes on without it
            lost(current, e);
            return Optional.empty();
        }
    }

    private static <T> T await(Future<T> answer, Duration time) {
        try {
            return answer.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RedisException known ? known : new RedisException(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(false);
            throw new RedisException("no answer within " + time.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisCommandInterruptedException(e);
        }
    }

    private void watch() {
        try {
            do {
                look();
            } while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        Line current = line.get();
        try {
            if (current == null) {
                connect();
            } else {
                await(current.connection.async().ping(), PATIENCE);
            }
        } catch (RuntimeException e) {
            // this thread must go on looking
            if (current == null) {
                tellAway(e);
            } else {
                lost(current, e);
            }
        }
    }

    private void connect() {
        StatefulRedisConnection<String, String> connection = client.connect();
        try {
            Line fresh = new Line(connection, await(connection.async().scriptLoad(script), PATIENCE));
            fresh.run(PATIENCE, trial.getFirst(), trial.subList(1, trial.size()).toArray(String[]::new));
            line.set(fresh);
            awayIsTold = false;
            log.info("Redis answers: all instances share the edge limits");
        } catch (RuntimeException e) {
            close(connection);
            throw e;
        }
    }

    private void lost(Line current, RuntimeException why) {
        if (line.compareAndSet(current, null)) {
            close(current.connection);
            tellAway(why);
        }
    }

    private static void close(StatefulRedisConnection<String, String> connection) {
        Future<Void> unused = connection.closeAsync();
    }

    private void tellAway(RuntimeException why) {
        if (!awayIsTold && closing.getCount() > 0) {
            awayIsTold = true;
            log.warn("Redis, see longhaul.api.edge.redis-uri, does not answer ({}): each instance goes by its own edge "
                    + "limits until it does", String.valueOf(why.getMessage()));
        }
    }

    @Override
    public void close() {
        closing.countDown();
        line.set(null);
        client.shutdown(Duration.ZERO, PATIENCE);
        Future<Boolean> unused = resources.shutdown(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * A connection.
     *
     * @param digest
     *            by which the server at its other end knows the script
     */
    private record Line(StatefulRedisConnection<String, String> connection, String digest) {

        long run(Duration timeout, String key, String... arguments) {
            return await(connection.async().<Long>evalsha(digest, ScriptOutputType.INTEGER, new String[]{key},
                    arguments), timeout);
        }
    }
}
