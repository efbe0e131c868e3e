package dev.longhaul.bench.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.longhaul.contract.job.JobId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The two endpoints that bulk jobs use. Every job has ended at once, with the answer that belongs to it. */
final class FakeJobs implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer server;
    private final Workload workload;
    private final Map<String, ObjectNode> jobs = new ConcurrentHashMap<>();
    private final AtomicInteger accepted = new AtomicInteger();
    /** What a test changes about jobs that have ended. */
    volatile UnaryOperator<ObjectNode> ending = job -> job;
    /** Every so many lines one is refused; 0: none. */
    volatile int refusedEvery;

    FakeJobs(Workload workload) throws IOException {
        this.workload = workload;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.createContext("/v1/jobs/bulk", this::bulk);
        server.createContext("/v1/jobs/lookup", this::lookup);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void bulk(HttpExchange exchange) throws IOException {
        StringBuilder answer = new StringBuilder();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        for (String line : body.lines().toList()) {
            int number = accepted.incrementAndGet();
            ObjectNode result = JSON.createObjectNode();
            if (refusedEvery > 0 && number % refusedEvery == 0) {
                result.put("status", 400).putObject("error").put("message", "no");
            } else {
                String id = new JobId(number, 0, 0).toString();
                jobs.put(id, ending.apply(ended(id, JSON.readTree(line))));
                result.put("status", 202).putObject("job").put("id", id);
            }
            answer.append(JSON.writeValueAsString(result)).append('\n');
        }
        send(exchange, answer.toString());
    }

    private ObjectNode ended(String id, JsonNode request) {
        ObjectNode job = JSON.createObjectNode().put("id", id).put("object", "job").put("status", "succeeded");
        String prompt = request.path("messages").path(0).path("content").asString();
        job.putObject("response").putArray("choices").addObject().putObject("message").put("content",
                workload.answer(prompt));
        return job;
    }

    private void lookup(HttpExchange exchange) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode data = answer.putArray("data");
        answer.putArray("pending");
        for (JsonNode id : JSON.readTree(exchange.getRequestBody().readAllBytes()).path("ids")) {
            data.add(jobs.get(id.asString()));
        }
        send(exchange, JSON.writeValueAsString(answer));
    }

    private static void send(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
