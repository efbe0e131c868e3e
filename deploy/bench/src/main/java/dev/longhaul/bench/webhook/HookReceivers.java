package dev.longhaul.bench.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Those who get webhooks: some answer at once, others take a call and never say anything. Thread-safe. */
public final class HookReceivers implements AutoCloseable {

    private static final String HEALTHY = "/healthy/";
    private static final String DEAD = "/dead/";
    private static final JsonMapper JSON = JsonMapper.shared();

    static {
        // the JDK's server closes a connection that is idle beyond these, and a call that meets the close has failed
        System.setProperty("sun.net.httpserver.maxIdleConnections", "20000");
        System.setProperty("sun.net.httpserver.idleInterval", "3600");
    }

    private final ConcurrentMap<Arrival, Long> arrivals = new ConcurrentHashMap<>();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger mostHeld = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    /**
     * What came for the first time.
     *
     * @param path
     *            who got it
     * @param event
     *            the id of the event
     * @param type
     *            what the event says
     * @param job
     *            the id of the job that it tells of
     */
    public record Arrival(String path, String event, String type, String job) {}

    public HookReceivers() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4_096);
        } catch (IOException e) {
            throw new UncheckedIOException("The receivers cannot listen", e);
        }
        server.setExecutor(threads);
        server.createContext(HEALTHY, this::take);
        server.createContext(DEAD, this::hold);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        long now = System.nanoTime();
        try (exchange) {
            JsonNode event = JSON.readTree(exchange.getRequestBody().readAllBytes());
            arrivals.putIfAbsent(new Arrival(exchange.getRequestURI().getPath(), event.path("id").asString(""),
                    event.path("type").asString(""), event.path("data").path("id").asString("")), now);
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private void hold(HttpExchange exchange) {
        mostHeld.accumulateAndGet(held.incrementAndGet(), Math::max);
        try (exchange) {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            held.decrementAndGet();
        }
    }

    /** The address of one who answers. */
    public String healthy(int number) {
        return url(HEALTHY + number);
    }

    /** The address of one who does not. */
    String dead(int number) {
        return url(DEAD + number);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Each delivery to one who answers, with the time of its first arrival by {@link System#nanoTime}. */
    public ConcurrentMap<Arrival, Long> arrivals() {
        return arrivals;
    }

    /** Calls that were with those who do not answer at one time, at most; whoever has gone away is counted too. */
    int mostHeld() {
        return mostHeld.get();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
