package dev.longhaul.simulator.server;

import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/** Ends a connection before HTTP is through with it. The only place that reaches into the implementation of Vert.x. */
final class ConnectionEnd {

    private ConnectionEnd() {}

    /** Resets the connection: the caller sees an RST. What is not yet sent is lost. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left whom a failure could be told
    static void reset(HttpServerRequest request) {
        var channel = ((ConnectionBase) request.connection()).channel();
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    /** Closes the connection in order, without what HTTP would still have to say. */
    static void close(HttpServerRequest request) {
        request.connection().close();
    }
}
