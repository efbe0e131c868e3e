package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.wire.MongoExceptionHandler;
import de.bwaldvogel.mongo.wire.MongoWireReplyEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running server: the store, the commands and the loopback port. */
public final class MongoProtocolServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MongoProtocolServer.class);
    private static final int EVENT_LOOPS = 2;
    private static final long TIDY_SECONDS = 1;
    private static final long STOP_SECONDS = 10;

    private final DocumentStore store;
    private final GroupCommit groupCommit;
    private final StoreBackend backend;
    private final EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(EVENT_LOOPS,
            new DefaultThreadFactory("mongo-io", true), NioIoHandler.newFactory());
    private final ChannelGroup connections = new DefaultChannelGroup("mongo", GlobalEventExecutor.INSTANCE);
    private final ExecutorService requests = Executors.newCachedThreadPool(new DefaultThreadFactory("mongo", true));
    private final ScheduledExecutorService tidying = Executors
            .newSingleThreadScheduledExecutor(new DefaultThreadFactory("mongo-tidy", true));

    private @Nullable Future<?> tidyTask;

    private MongoProtocolServer(DocumentStore store) {
        this.store = store;
        this.groupCommit = new GroupCommit(store.isPersistent() ? store::commit : () -> {
        });
        this.backend = new StoreBackend(store, groupCommit);
    }

    /**
     * Opens the store, builds its indexes and listens.
     *
     * @param file
     *            where to keep the data, null for memory
     * @param port
     *            loopback port, 0 for a free one
     * @throws RuntimeException
     *             of H2 when the file cannot be opened, of Netty when the port is taken
     */
    public static MongoProtocolServer start(@Nullable String file, int port) {
        MongoProtocolServer server = new MongoProtocolServer(DocumentStore.open(file));
        try {
            server.listen(port);
            server.tidyRegularly();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void listen(int port) {
        ChannelFuture bound = new ServerBootstrap().group(eventLoops).channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true).childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new MongoWireReplyEncoder(), new WireEncoder(), new WireDecoder(),
                                new RequestHandler(backend, connections, requests), new MongoExceptionHandler());
                    }
                }).bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException("Port " + port + " cannot be listened on", bound.cause());
        }
        connections.add(bound.channel());
    }

    private void tidyRegularly() {
        if (store.isPersistent()) {
            tidyTask = tidying.scheduleWithFixedDelay(this::tidy, TIDY_SECONDS, TIDY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void tidy() {
        try {
            if (store.tidy()) {
                groupCommit.await();
            }
        } catch (RuntimeException e) {
            LOG.warn("The MongoDB file could not be tidied; the next try is in {} s", TIDY_SECONDS, e);
        }
    }

    /** The loopback port. */
    public int port() {
        return connections.stream().map(Channel::localAddress).filter(InetSocketAddress.class::isInstance)
                .map(InetSocketAddress.class::cast).findFirst().orElseThrow().getPort();
    }

    /**
     * How many documents were held against a filter since the start, so that tests can see whether an index was used.
     */
    public long documentsExamined() {
        return backend.documentsExamined();
    }

    /** Closes all connections, waits for the requests that run, and closes the store. */
    @Override
    public void close() {
        connections.close().awaitUninterruptibly();
        if (tidyTask != null) {
            tidyTask.cancel(false);
        }
        tidying.shutdown();
        requests.shutdown();
        awaitEnd(requests);
        awaitEnd(tidying);
        eventLoops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        backend.close();
        store.close();
    }

    private static void awaitEnd(ExecutorService executor) {
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("A MongoDB request still runs after {} s; the store is closed under it", STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
