package dev.longhaul.worker.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The clients of one host, with a few connections each: before each call, Vert.x looks at all connections of its
 * client, and of thousands that takes longer than the call's own bytes. The first one with a place is taken, so that
 * few connections are kept when there is little to do. Thread-safe.
 */
final class Clients implements AutoCloseable {

    /** Calls that share an HTTP/2 connection; providers allow about a hundred. */
    private static final int CALLS_EACH = 64;

    private final List<Client> clients;

    private record Client(HttpClientAgent agent, AtomicInteger calls) {}

    /**
     * @param connections
     *            calls at a time, at least 1; others may wait for a connection
     */
    Clients(Vertx vertx, HttpClientOptions options, int connections) {
        HttpClientOptions each = new HttpClientOptions(options).setHttp2MultiplexingLimit(CALLS_EACH);
        clients = Stream.iterate(connections, left -> left > 0, left -> left - CALLS_EACH)
                // as many again, for an answer may still be read when its caller has what it wants
                .map(left -> new PoolOptions().setHttp1MaxSize(2 * Math.min(left, CALLS_EACH)).setHttp2MaxSize(2))
                .map(pool -> new Client(vertx.createHttpClient(each, pool), new AtomicInteger())).toList();
    }

    /** A place for one call, to be closed when the call has ended. */
    Place take() {
        for (Client client : clients) {
            if (client.calls.get() < CALLS_EACH) {
                if (client.calls.incrementAndGet() <= CALLS_EACH) {
                    return new Place(client);
                }
                client.calls.decrementAndGet();
            }
        }
        Client last = clients.getLast();
        last.calls.incrementAndGet();
        return new Place(last);
    }

    /** One call's place at a client. */
    static final class Place implements AutoCloseable {

        private final Client at;

        private Place(Client at) {
            this.at = at;
        }

        HttpClientAgent client() {
            return at.agent;
        }

        @Override
        public void close() {
            at.calls.decrementAndGet();
        }
    }

    @Override
    public void close() {
        Future.join(clients.stream().map(client -> client.agent.close()).toList()).toCompletionStage()
                .toCompletableFuture().join();
    }
}
