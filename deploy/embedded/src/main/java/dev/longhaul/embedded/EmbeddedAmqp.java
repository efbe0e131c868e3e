package dev.longhaul.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.SystemConfig;
import org.apache.qpid.server.model.port.AmqpPort;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP 0-9-1 broker (Apache Qpid Broker-J) on a loopback port. Durable messages in durable queues of a broker with a
 * directory survive a kill of the process once they are confirmed.
 * <p>
 * It is not RabbitMQ: it refuses every {@code x-} argument and closes the connection, requeues on
 * {@code nack(requeue=false)}, forgets the redelivered flag over a kill, and allows 256 channels a connection. Messages
 * may have up to 100 MB.
 * <p>
 * Qpid's own JVM shutdown hook is removed, so the broker lives until {@link #close()} and services that drain at
 * SIGTERM still have it: start it before them and close it after them. A process that ends without closing it is a
 * kill, which the store survives. Safe for use by several threads.
 */
public final class EmbeddedAmqp implements AmqpBroker, AutoCloseable {

    private final SystemLauncher launcher;
    private final AmqpOptions options;
    private final int port;
    private final @Nullable Path scratch;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedAmqp(SystemLauncher launcher, AmqpOptions options, int port, @Nullable Path scratch) {
        this.launcher = launcher;
        this.options = options;
        this.port = port;
        this.scratch = scratch;
    }

    /**
     * Starts a broker and waits until it accepts connections, one to two seconds.
     *
     * @throws IllegalStateException
     *             when it does not start, for instance because the port is taken or another process has the directory
     */
    public static EmbeddedAmqp start(AmqpOptions options) {
        try (QpidConfiguration configuration = QpidConfiguration.write(options)) {
            Path scratch = options.directory() == null ? Files.createTempDirectory("longhaul-amqp") : null;
            Path workDirectory = scratch == null ? Files.createDirectories(options.directory()) : scratch;
            StartListener listener = new StartListener();
            SystemLauncher launcher = new SystemLauncher(listener);
            launcher.startup(attributes(configuration, workDirectory));
            return new EmbeddedAmqp(launcher, options, listener.boundPort(), scratch);
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded AMQP broker cannot write its files", e);
        } catch (Exception e) {
            throw new IllegalStateException(
                    "The embedded AMQP broker did not start (port " + options.port() + ", directory "
                            + options.directory() + ")",
                    e);
        }
    }

    /** The pools are for a handful of connections on a small machine; Qpid's defaults are for a server of its own. */
    private static Map<String, Object> attributes(QpidConfiguration configuration, Path workDirectory) {
        Map<String, String> context = new HashMap<>();
        context.put("qpid.work_dir", workDirectory.toAbsolutePath().toString());
        context.put("broker.failStartupWithErroredChild", "true");
        context.put("broker.failStartupWithErroredChildScope", "ALL");
        context.put("virtualhost.connectionThreadPool.size", "8");
        context.put("virtualhost.connectionThreadPool.numberOfSelectors", "1");
        context.put("virtualhost.housekeepingThreadCount", "1");
        context.put("broker.housekeepingThreadCount", "1");
        context.put("qpid.port.amqp.threadPool.size", "2");
        context.put("qpid.port.amqp.threadPool.numberOfSelectors", "1");
        context.put("qpid.broker_msg_auth", "false");
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("type", "Memory");
        attributes.put("initialConfigurationLocation", configuration.brokerConfiguration().toUri().toString());
        attributes.put(SystemConfig.INITIAL_SYSTEM_PROPERTIES_LOCATION,
                configuration.systemProperties().toUri().toString());
        attributes.put("startupLoggedToSystemOut", false);
        attributes.put("context", context);
        return attributes;
    }

    /** The loopback port that the broker listens on. */
    public int port() {
        return port;
    }

    public String user() {
        return options.user();
    }

    public String password() {
        return options.password();
    }

    /**
     * {@code amqp://user:password@127.0.0.1:port}, without a path: that is how both the Java client and Spring Boot
     * take the virtual host {@code /}, which is the broker's default one.
     */
    @Override
    public String uri() {
        return "amqp://" + options.user() + ":" + options.password() + "@127.0.0.1:" + port;
    }

    /** Closes all connections and the store; a second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            launcher.shutdown();
            if (scratch != null) {
                DirectoryTree.delete(scratch);
            }
        }
    }

    /** Qpid reports a failed start to its listener only: the launcher itself returns as if nothing had happened. */
    private static final class StartListener extends SystemLauncherListener.DefaultSystemLauncherListener {

        private volatile @Nullable SystemConfig<?> systemConfig;
        private volatile @Nullable RuntimeException failure;

        @Override
        public void onContainerResolve(SystemConfig<?> resolved) {
            systemConfig = resolved;
        }

        @Override
        public void errorOnStartup(RuntimeException e) {
            failure = e;
        }

        int boundPort() {
            RuntimeException failed = failure;
            if (failed != null) {
                throw failed;
            }
            SystemConfig<?> system = systemConfig;
            if (system == null || !(system.getContainer() instanceof Broker<?> broker)) {
                throw new IllegalStateException("Qpid returned without a broker");
            }
            QpidShutdownHook.remove(broker);
            return broker.getPorts().stream().filter(AmqpPort.class::isInstance).map(AmqpPort.class::cast).findFirst()
                    .orElseThrow().getBoundPort();
        }
    }
}
