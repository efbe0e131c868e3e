package dev.longhaul.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the simulator for tests. */
final class Caller implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String baseUrl;

    Caller(Simulator simulator) {
        this.baseUrl = simulator.baseUrl();
    }

    /** A chat request in OpenAI's format. */
    static String openAiBody(String prompt) {
        return JSON.createObjectNode()
                .put("model", "gpt-5.4-mini")
                .set("messages", JSON.createArrayNode()
                        .add(JSON.createObjectNode().put("role", "user").put("content", prompt)))
                .toString();
    }

    HttpResponse<String> openAi(String body, String... headers) {
        return post("/openai/v1/chat/completions", body, with(headers, "authorization", "Bearer sk-test"));
    }

    CompletableFuture<HttpResponse<String>> openAiLater(String body, String... headers) {
        return client.sendAsync(request("/openai/v1/chat/completions", with(headers, "authorization", "Bearer sk-test"))
                .POST(BodyPublishers.ofString(body))
                .build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.ofString(body)).build());
    }

    HttpResponse<String> put(String path, String body) {
        return send(request(path).PUT(BodyPublishers.ofString(body)).build());
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET().build());
    }

    HttpResponse<String> delete(String path) {
        return send(request(path).DELETE().build());
    }

    JsonNode getJson(String path) {
        return json(get(path));
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    /** The JSON payloads of a stream's data lines, without OpenAI's end marker. */
    static List<JsonNode> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: ") && !line.equals("data: [DONE]"))
                .map(line -> JSON.readTree(line.substring("data: ".length())))
                .toList();
    }

    private HttpRequest.Builder request(String path, String... headers) {
        var builder = HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(Duration.ofSeconds(20));
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String[] with(String[] headers, String name, String value) {
        if (List.of(headers).contains(name)) {
            return headers;
        }
        var more = java.util.Arrays.copyOf(headers, headers.length + 2);
        more[headers.length] = name;
        more[headers.length + 1] = value;
        return more;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
