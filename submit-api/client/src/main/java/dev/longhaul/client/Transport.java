package dev.longhaul.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Makes calls and repeats those that may be repeated. Thread-safe. */
final class Transport implements AutoCloseable {

    private static final int MAX_ERROR_LINES = 1_000;

    private final HttpClient http;
    private final Endpoint endpoint;
    private final RetryPolicy retries;
    private final Consumer<Retry> onRetry;
    private final Surroundings surroundings;

    /**
     * Where to and as whom.
     *
     * @param baseUrl
     *            without a slash at its end
     * @param timeout
     *            of one try, without the time that the platform was asked to wait
     */
    record Endpoint(String baseUrl, String apiKey, String userAgent, Duration timeout) {}

    /**
     * What a test replaces.
     *
     * @param random
     *            thread-safe
     */
    record Surroundings(Clock clock, Pause pause, RandomGenerator random) {}

    Transport(HttpClient http, Endpoint endpoint, RetryPolicy retries, Consumer<Retry> onRetry,
            Surroundings surroundings) {
        this.http = http;
        this.endpoint = endpoint;
        this.retries = retries;
        this.onRetry = onRetry;
        this.surroundings = surroundings;
    }

    /**
     * Makes the call until it succeeds, is refused, or the time for retries is over.
     *
     * @throws LonghaulException
     *             on every answer but 2xx, and when none came
     */
    Answer send(Call call) {
        long firstFailure = 0;
        for (int failures = 1;; failures++) {
            Try result = attempt(call);
            if (result instanceof Try.Answered(Answer answer)) {
                return answer;
            }
            Try.Failed failed = (Try.Failed) result;
            long now = System.nanoTime();
            firstFailure = failures == 1 ? now : firstFailure;
            Optional<Duration> delay = failed.repeat()
                    ? retries.delay(failures, Duration.ofNanos(now - firstFailure),
                            failed.failure().retryAfter().orElse(null), surroundings.random().nextDouble())
                    : Optional.empty();
            if (delay.isEmpty()) {
                throw failed.failure();
            }
            onRetry.accept(new Retry(failed.failure(), failures, delay.get()));
            pause(delay.get());
        }
    }

    private sealed interface Try {
        record Answered(Answer answer) implements Try {}

        record Failed(LonghaulException failure, boolean repeat) implements Try {}
    }

    private Try attempt(Call call) {
        try {
            HttpResponse<byte[]> response = http.send(request(call), HttpResponse.BodyHandlers.ofByteArray());
            Answer answer = new Answer(response.statusCode(), response.headers(), response.body());
            if (answer.succeeded()) {
                return new Try.Answered(answer);
            }
            boolean repeat = !answer.forbidsRetry() && RetryPolicy.repeats(answer.status(), call.repeatable());
            return new Try.Failed(answer.failure(surroundings.clock()), repeat);
        } catch (IOException e) {
            // a connection that was never made cannot have carried anything
            boolean neverSent = e instanceof ConnectException || e instanceof java.net.http.HttpConnectTimeoutException;
            return new Try.Failed(unreachable(e), call.repeatable() || neverSent);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Opens an answer that comes line by line. Not repeated: the caller knows where it stopped.
     *
     * @throws LonghaulException
     *             on every answer but 2xx, and when none came
     */
    Stream<String> lines(Call call) {
        try {
            HttpResponse<Stream<String>> response = http.send(request(call), HttpResponse.BodyHandlers.ofLines());
            if (response.statusCode() / 100 == 2) {
                return response.body();
            }
            try (Stream<String> lines = response.body()) {
                byte[] body = String.join("\n", lines.limit(MAX_ERROR_LINES).toList())
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
                throw new Answer(response.statusCode(), response.headers(), body).failure(surroundings.clock());
            }
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private HttpRequest request(Call call) {
        return call.request(endpoint.baseUrl(), endpoint.timeout())
                .header("Authorization", "Bearer " + endpoint.apiKey()).header("User-Agent", endpoint.userAgent())
                .build();
    }

    void pause(Duration duration) {
        try {
            surroundings.pause().pause(duration);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    LonghaulException unreachable(Exception e) {
        return LonghaulException.withoutAnswer(endpoint.baseUrl() + " " + reason(e), LonghaulException.UNREACHABLE, e);
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        if (e instanceof HttpTimeoutException) {
            return "did not answer in time";
        }
        if (e instanceof ConnectException) {
            return e.getCause() instanceof java.nio.channels.UnresolvedAddressException
                    ? "has an unknown host name"
                    : "refused the connection: nothing listens there, or not yet";
        }
        return "broke the connection" + (message == null ? "" : " (" + message + ")");
    }

    private static LonghaulException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return LonghaulException.withoutAnswer("interrupted", LonghaulException.INTERRUPTED, e);
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
