package dev.longhaul.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is said about many jobs at once: a batch of a tenant, or an administrator's plan for one. Thread-safe. */
public final class Orders implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    /** A cancel answers when all have ended. */
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final String authorization;

    /**
     * @param url
     *            of the API, without a slash at the end
     * @param key
     *            the tenant's for {@link #batch}, an administrator's for {@link #limitRate}
     */
    public Orders(String url, String key) {
        this.url = url;
        this.authorization = "Bearer " + key;
    }

    /**
     * Does something with a batch.
     *
     * @param action
     *            {@code pause}, {@code resume} or {@code cancel}
     */
    public void batch(String batch, String action) throws InterruptedException {
        send("/v1/jobs/batches/" + batch + "/" + action, "POST", JSON.createObjectNode());
    }

    /** Lets a tenant have so many jobs a minute handed out; in force within two seconds. */
    public void limitRate(String tenant, int requestsPerMinute) throws InterruptedException {
        send("/admin/tenants/" + tenant, "PUT",
                JSON.createObjectNode().put("requests_per_minute", requestsPerMinute).put("reason", "bench"));
    }

    private void send(String path, String method, JsonNode body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT)
                .header("Authorization", authorization).header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))).build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        "The platform answered " + method + " " + path + " with " + response.statusCode() + ": "
                                + response.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The platform does not answer " + method + " " + path, e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
