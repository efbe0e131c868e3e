package dev.longhaul.api.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** One HTTP call of a test. */
public final class Call {

    private final HttpClient http;
    private final HttpRequest.Builder request;

    Call(HttpClient http, String url) {
        this.http = http;
        this.request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60));
    }

    public Call bearer(String key) {
        return header("Authorization", "Bearer " + key);
    }

    public Call header(String name, String value) {
        request.setHeader(name, value);
        return this;
    }

    public Answer get() {
        return send(request.GET().build());
    }

    public Answer post(String json) {
        return send(posting(json));
    }

    public Answer put(String json) {
        return send(request.setHeader("Content-Type", "application/json").PUT(BodyPublishers.ofString(json)).build());
    }

    public Answer method(String method) {
        return send(request.method(method, BodyPublishers.noBody()).build());
    }

    public Answer post(HttpRequest.BodyPublisher body) {
        return send(request.POST(body).build());
    }

    public CompletableFuture<Answer> postAsync(String json) {
        return http.sendAsync(posting(json), BodyHandlers.ofString()).thenApply(Answer::new);
    }

    public CompletableFuture<Answer> getAsync() {
        return http.sendAsync(request.GET().build(), BodyHandlers.ofString()).thenApply(Answer::new);
    }

    /** The lines of an answer as they come. */
    public HttpResponse<Stream<String>> lines(String json) {
        try {
            return http.send(posting(json), BodyHandlers.ofLines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public HttpResponse<Stream<String>> lines() {
        try {
            return http.send(request.GET().build(), BodyHandlers.ofLines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest posting(String json) {
        HttpRequest.Builder copy = request.copy();
        if (copy.build().headers().firstValue("Content-Type").isEmpty()) {
            copy.setHeader("Content-Type", "application/json");
        }
        return copy.POST(BodyPublishers.ofString(json)).build();
    }

    private Answer send(HttpRequest built) {
        try {
            return new Answer(http.send(built, BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
