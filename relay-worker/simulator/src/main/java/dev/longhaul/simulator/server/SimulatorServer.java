package dev.longhaul.simulator.server;

import dev.longhaul.simulator.config.InvalidConfig;
import dev.longhaul.simulator.config.SimulatorConfig;
import dev.longhaul.simulator.ledger.Ledger;
import dev.longhaul.simulator.ledger.LedgerTotals;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The running server: one event loop that holds all state, hence no locks. The methods may be called from any thread
 * but the event loop's.
 */
public final class SimulatorServer implements AutoCloseable {

    private static final int BACKLOG = 4_096;

    private final Vertx vertx;
    private final Context loop;
    private final HttpServer http;
    private final CallDesk desk;
    private final Ledger ledger;
    private volatile boolean closed;

    private SimulatorServer(Vertx vertx, HttpServer http, CallDesk desk, Ledger ledger) {
        this.vertx = vertx;
        // Any context of this Vertx runs on its only event loop.
        this.loop = vertx.getOrCreateContext();
        this.http = http;
        this.desk = desk;
        this.ledger = ledger;
    }

    /**
     * Starts a server and waits until it listens.
     *
     * @throws InvalidConfig
     *             when a field is out of range
     * @throws IllegalStateException
     *             when it cannot listen
     */
    public static SimulatorServer start(SimulatorConfig config, Clock clock) {
        config.requireValid();
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions().setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        var ledger = new Ledger(config.ledger());
        var desk = new CallDesk(vertx, clock, ledger, config);
        var http = vertx.createHttpServer(new HttpServerOptions().setHost(config.listen().host())
                .setPort(config.listen().port())
                .setAcceptBacklog(BACKLOG)
                .setTcpNoDelay(true)
                // Clients that offer an upgrade stay on HTTP/1.1, where a fault that ends a connection hits one call.
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true))
                .requestHandler(new HttpFront(desk, new ControlDesk(ledger, desk)));
        try {
            http.listen().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            vertx.close().toCompletionStage().toCompletableFuture().join();
            throw new IllegalStateException("Cannot listen on " + config.listen().host() + ":"
                    + config.listen().port() + "; choose another port, or 0 for a free one", e.getCause());
        }
        return new SimulatorServer(vertx, http, desk, ledger);
    }

    /** The port it listens on. */
    public int port() {
        return http.actualPort();
    }

    /** The configuration in force. */
    public SimulatorConfig config() {
        return onLoop(desk::config);
    }

    /** Changes the configuration between two calls; returns the one then in force. */
    public SimulatorConfig configure(UnaryOperator<SimulatorConfig> change) {
        return onLoop(() -> desk.configure(before -> before.changedTo(change.apply(before))));
    }

    /** The sums of the ledger. */
    public LedgerTotals ledger() {
        return onLoop(ledger::totals);
    }

    /** Forgets what was asked so far. */
    public void resetLedger() {
        onLoop(() -> {
            ledger.reset(desk.config().ledger());
            return true;
        });
    }

    /** Closes all connections and waits for it. The ledger can still be read afterwards. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        closed = true;
    }

    private <T> T onLoop(Supplier<T> work) {
        if (closed) {
            // Nothing runs there any more, so this thread has all to itself.
            return work.get();
        }
        var result = new CompletableFuture<T>();
        loop.runOnContext(ignored -> {
            try {
                result.complete(work.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof InvalidConfig invalid ? invalid : e;
        }
    }
}
