package dev.longhaul.worker.http;

import dev.longhaul.contract.catalog.Catalog.Timeouts;
import dev.longhaul.worker.stop.StopSignal;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls one host, over connections that are kept and used again: HTTP/2 where an https host offers it, else HTTP/1.1.
 * Thread-safe; each call waits on its own (virtual) thread.
 */
public final class HttpTransport implements AutoCloseable {

    /** Shorter than the idle time of the usual servers, so that a call rarely meets a connection that is closing. */
    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    private final EventLoops loops;
    private final Clients clients;
    private final URI base;
    private final Timeouts timeouts;
    private final long maxAnswerBytes;

    /**
     * @param base
     *            scheme, host and port; its path is the callers'
     * @param connections
     *            calls at a time, at least 1
     * @param maxAnswerBytes
     *            longer answers are cut off and reported as {@link HttpOutcome.TooLarge}; those in pieces only when
     *            they are four times as long, since what their pieces add up to is for the receiver to judge
     */
    public HttpTransport(EventLoops loops, URI base, Timeouts timeouts, int connections, long maxAnswerBytes) {
        this.loops = loops;
        this.base = base;
        this.timeouts = timeouts;
        this.maxAnswerBytes = maxAnswerBytes;
        boolean tls = "https".equals(base.getScheme());
        HttpClientOptions options = new HttpClientOptions().setSsl(tls).setUseAlpn(tls)
                .setProtocolVersion(tls ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                .setConnectTimeout(millis(timeouts.connectSeconds()))
                .setSslHandshakeTimeout(timeouts.connectSeconds()).setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS).setHttp2KeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(MAX_HEADER_BYTES);
        clients = new Clients(loops.vertx(), options, connections);
    }

    public long maxAnswerBytes() {
        return maxAnswerBytes;
    }

    /** Makes a call and waits for its end. */
    public HttpOutcome call(HttpCall call, StopSignal stop) {
        return call(call, null, stop);
    }

    /** Makes a call whose answer may be read in pieces. */
    public HttpOutcome call(HttpCall call, @Nullable PieceReceiver receiver, StopSignal stop) {
        Timeouts limits = timeouts.with(call.timeouts());
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setHost(base.getHost()).setPort(port())
                .setSsl("https".equals(base.getScheme())).setURI(call.path())
                .setConnectTimeout(millis(limits.connectSeconds()))
                .putHeader("content-type", "application/json");
        call.headers().forEach(options::putHeader);
        Exchange exchange = new Exchange(loops.next(), receiver, maxAnswerBytes,
                Duration.ofSeconds(limits.firstTokenSeconds()), Duration.ofSeconds(limits.idleSeconds()),
                Duration.ofSeconds(limits.totalSeconds()));
        stop.whenAsked(exchange::stop);
        try (Clients.Place place = clients.take()) {
            exchange.begin(place.client(), options, call.body());
            return exchange.await();
        }
    }

    private int port() {
        if (base.getPort() != -1) {
            return base.getPort();
        }
        return "https".equals(base.getScheme()) ? 443 : 80;
    }

    private static int millis(int seconds) {
        return Math.toIntExact(TimeUnit.SECONDS.toMillis(seconds));
    }

    @Override
    public void close() {
        clients.close();
    }
}
