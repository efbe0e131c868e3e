package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.wire.MongoDatabaseHandler;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.group.ChannelGroup;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Takes the requests of one connection off the event loop, one after the other: a request that waits for a lock or a
 * commit would hold up all the connections of its loop, and the writers among them could not share the commit.
 */
final class RequestHandler extends MongoDatabaseHandler {

    private final Executor executor;
    private final Queue<ClientRequest> waiting = new ArrayDeque<>();
    private boolean running;

    RequestHandler(MongoBackend backend, ChannelGroup channels, Executor executor) {
        super(backend, channels);
        this.executor = executor;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ClientRequest request) {
        synchronized (waiting) {
            waiting.add(request);
            if (running) {
                return;
            }
            running = true;
        }
        executor.execute(() -> handleWaiting(context));
    }

    private void handleWaiting(ChannelHandlerContext context) {
        for (ClientRequest request = next(); request != null; request = next()) {
            try {
                super.channelRead0(context, request);
            } catch (RuntimeException e) {
                context.fireExceptionCaught(e);
            }
        }
    }

    private @Nullable ClientRequest next() {
        synchronized (waiting) {
            ClientRequest request = waiting.poll();
            running = request != null;
            return request;
        }
    }
}
