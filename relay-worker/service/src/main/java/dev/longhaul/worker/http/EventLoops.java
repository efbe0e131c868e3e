package dev.longhaul.worker.http;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The few threads that move all bytes to and from the providers. One carries some ten thousand small calls a second.
 * Thread-safe.
 */
public final class EventLoops implements AutoCloseable {

    private static final int CLOSE_SECONDS = 10;

    private final Vertx vertx;
    private final List<Context> loops = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * @param count
     *            threads, at least 1
     */
    public EventLoops(int count) {
        VertxOptions options = new VertxOptions().setEventLoopPoolSize(count).setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(2).setFileSystemOptions(
                        new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false));
        vertx = Vertx.vertx(options);
        // a verticle's instances are what Vert.x spreads evenly over its threads
        vertx.deployVerticle(() -> new AbstractVerticle() {
            @Override
            public void start() {
                loops.add(context);
            }
        }, new DeploymentOptions().setInstances(count)).toCompletionStage().toCompletableFuture().join();
    }

    Vertx vertx() {
        return vertx;
    }

    Context next() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    /** Stops the threads; calls that run end as lost. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS).join();
    }
}
