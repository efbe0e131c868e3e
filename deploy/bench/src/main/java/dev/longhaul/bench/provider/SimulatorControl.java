package dev.longhaul.bench.provider;

import dev.longhaul.simulator.ledger.CallRecord;
import dev.longhaul.simulator.ledger.LedgerTotals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sets the simulator and reads its ledger. Thread-safe. */
public final class SimulatorControl implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    /**
     * @param url
     *            such as {@code http://127.0.0.1:8090}
     */
    public SimulatorControl(String url) {
        this.url = url.replaceFirst("/+$", "");
    }

    /** Where it answers as OpenAI. */
    public String openAiUrl() {
        return url + "/openai/v1";
    }

    /** Every answer comes after this time and has this many tokens. */
    public void answerAfter(Duration latency, int tokens) {
        ObjectNode change = JSON.createObjectNode();
        change.putObject("latency").put("kind", "fixed").put("millis", latency.toNanos() / 1e6);
        change.putObject("output").put("minTokens", tokens).put("maxTokens", tokens);
        put(change);
    }

    /**
     * Allows every key so many calls a minute for each model.
     *
     * @param burstSeconds
     *            so many seconds' worth at once
     */
    public void allow(int requestsPerMinute, double burstSeconds) {
        ObjectNode change = JSON.createObjectNode();
        change.putArray("limits").addObject().put("per", "keyAndModel").put("requestsPerMinute", requestsPerMinute)
                .put("burstSeconds", burstSeconds);
        put(change);
    }

    /** Forgets what was asked so far, and remembers so many calls with their particulars from now on. */
    public void resetLedger(int calls) {
        ObjectNode change = JSON.createObjectNode();
        change.putObject("ledger").put("calls", calls);
        put(change);
        send(request("/_sim/ledger").DELETE());
    }

    public LedgerTotals totals() {
        return JSON.readValue(send(request("/_sim/ledger")), LedgerTotals.class);
    }

    /** The calls that ended last, newest first, as many as the ledger remembers. */
    public List<CallRecord> calls(int most) {
        JsonNode calls = JSON.readTree(send(request("/_sim/ledger?detail=true&limit=" + most))).path("calls");
        return calls.valueStream().map(call -> JSON.treeToValue(call, CallRecord.class)).toList();
    }

    /** How often each job was called for since the ledger was reset. */
    public Map<String, Integer> callsByJob() {
        Map<String, Integer> calls = new HashMap<>();
        JSON.readTree(send(request("/_sim/ledger/jobs"))).properties()
                .forEach(job -> calls.put(job.getKey(), job.getValue().asInt()));
        return calls;
    }

    private void put(ObjectNode change) {
        send(request("/_sim/config").PUT(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(change))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
    }

    private String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException("The simulator at " + url + " answered " + response.statusCode() + ": "
                        + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException("The simulator at " + url + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
