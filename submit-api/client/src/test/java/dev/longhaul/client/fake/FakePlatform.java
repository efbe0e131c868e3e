package dev.longhaul.client.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A platform on a free loopback port, with faults to order. Thread-safe. */
public final class FakePlatform implements AutoCloseable {

    /** The one key that it accepts. */
    public static final String KEY = "lh_test";

    static {
        // the JDK's server otherwise delays small answers by 40 ms
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    final FakeJobs jobs;
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();
    private volatile boolean namesUnknown = true;
    private final FakeDeadLetters deadLetters = new FakeDeadLetters();
    private final FakeRoutes routes = new FakeRoutes(this);

    private FakePlatform(int port, byte[] secret) throws IOException {
        jobs = new FakeJobs(secret);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    public static FakePlatform start() {
        return on(0, new byte[16]);
    }

    /** In place of one that was stopped, with none of its jobs. */
    public FakePlatform emptied() {
        return on(port(), new byte[16]);
    }

    /** In place of one that was stopped, where its key is another tenant's. */
    public FakePlatform ofAnotherTenant() {
        // not just longer: HMAC fills a short key up with zeros
        return on(port(), "of another tenant".getBytes(StandardCharsets.UTF_8));
    }

    private static FakePlatform on(int port, byte[] secret) {
        try {
            return new FakePlatform(port, secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public FakeDeadLetters deadLetters() {
        return deadLetters;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public FakePlatform latency(Duration latency) {
        jobs.latency(latency);
        return this;
    }

    /** Whether a lookup that fails says for which id; the real one does. */
    public FakePlatform namesUnknown(boolean value) {
        namesUnknown = value;
        return this;
    }

    boolean namesUnknown() {
        return namesUnknown;
    }

    /** Orders faults for the next requests to this path, such as {@code /v1/jobs/bulk}. */
    public FakePlatform fail(String path, Fault... next) {
        faults.computeIfAbsent(path, unknown -> new ConcurrentLinkedQueue<>()).addAll(List.of(next));
        return this;
    }

    /** How often this path was asked. */
    public int calls(String path) {
        return calls.getOrDefault(path, new AtomicInteger()).get();
    }

    /** How many distinct jobs were made. */
    public int jobCount() {
        return jobs.all().size();
    }

    /** The requests of all jobs, in the order of their making. */
    public List<ObjectNode> requests() {
        return jobs.all().stream().map(job -> job.request).toList();
    }

    /** How many jobs were made for each custom_id. */
    public Map<String, Long> jobsByCustomId() {
        return jobs.all().stream()
                .collect(Collectors.groupingBy(job -> String.valueOf(job.customId()), Collectors.counting()));
    }

    /** Ends all jobs, also those that hold. */
    public void endAll() {
        jobs.endAll();
    }

    /** As when the 24 hours of the keys are over. */
    public void forgetKeys() {
        jobs.forgetKeys();
    }

    /** As when the retention of the results of this name is over. */
    public void expire(String customId) {
        jobs.all().stream().filter(job -> customId.equals(job.customId())).forEach(job -> jobs.expire(job.id));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        calls.computeIfAbsent(path, unknown -> new AtomicInteger()).incrementAndGet();
        exchange.getResponseHeaders().add("x-request-id", "req_" + requests.incrementAndGet());
        Fault fault = faults.getOrDefault(path, new ConcurrentLinkedQueue<>()).poll();
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (fault instanceof Fault.Cut) {
                return;
            }
            FakeReply reply = reply(exchange, body, fault);
            if (fault instanceof Fault.LostAnswer) {
                return;
            }
            reply.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FakeReply reply(HttpExchange exchange, byte[] body, @Nullable Fault fault) throws InterruptedException {
        if (fault instanceof Fault.Status(int status, Map<String, String> headers)) {
            return FakeReply.error(status, "ordered_fault", "an ordered fault").with(headers);
        }
        if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return FakeReply.error(401, "invalid_api_key", "this API key is not known");
        }
        return routes.answer(exchange, body, fault instanceof Fault.LinesRefused(int every) ? every : 0);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
        jobs.close();
    }
}
