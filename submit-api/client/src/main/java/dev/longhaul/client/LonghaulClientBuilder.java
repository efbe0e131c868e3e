package dev.longhaul.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link LonghaulClient} needs: URL and API key; the rest has good defaults. Not thread-safe. */
public final class LonghaulClientBuilder {

    private @Nullable String url;
    private @Nullable String apiKey;
    private String userAgent = "longhaul-java";
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration timeout = Duration.ofSeconds(60);
    private Duration retryFor = Duration.ofSeconds(30);
    private Consumer<Retry> onRetry = retry -> {
    };
    private Pause pause = Pause.REAL;
    private Clock clock = Clock.systemUTC();

    LonghaulClientBuilder() {}

    /**
     * @param baseUrl
     *            the platform's address, such as {@code https://longhaul.example}; one that ends in {@code /v1}, as the
     *            OpenAI SDKs want it, is right too
     * @throws IllegalArgumentException
     *             when it is not an http or https URL
     */
    public LonghaulClientBuilder url(String baseUrl) {
        String trimmed = baseUrl.strip().replaceFirst("/+$", "").replaceFirst("/v1$", "");
        URI uri = URI.create(trimmed);
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("not an http or https URL: " + baseUrl);
        }
        url = trimmed;
        return this;
    }

    /**
     * @param key
     *            {@code lh_…}
     */
    public LonghaulClientBuilder apiKey(String key) {
        apiKey = key;
        return this;
    }

    /** How the client names itself to the platform. */
    public LonghaulClientBuilder userAgent(String name) {
        userAgent = name;
        return this;
    }

    /** How long to wait for a connection: 10 s when not set. */
    public LonghaulClientBuilder connectTimeout(Duration time) {
        connectTimeout = time;
        return this;
    }

    /** How long to wait for an answer, besides the time for which the platform was asked to hold it: 60 s. */
    public LonghaulClientBuilder timeout(Duration time) {
        timeout = time;
        return this;
    }

    /** For how long after its first failure a call is tried again: 30 s; zero for one try only. */
    public LonghaulClientBuilder retryFor(Duration time) {
        retryFor = time;
        return this;
    }

    /** Is told before each wait, in the thread of the call. */
    public LonghaulClientBuilder onRetry(Consumer<Retry> listener) {
        onRetry = listener;
        return this;
    }

    LonghaulClientBuilder surroundings(Clock testClock, Pause testPause) {
        clock = testClock;
        pause = testPause;
        return this;
    }

    /**
     * @throws IllegalStateException
     *             when URL or API key is missing
     */
    public LonghaulClient build() {
        if (url == null || apiKey == null) {
            throw new IllegalStateException("a client needs url and apiKey");
        }
        // HTTP/1.1: bodies are large and few, so one connection for all would only be in the way
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(connectTimeout)
                .build();
        Transport.Endpoint endpoint = new Transport.Endpoint(url, apiKey, userAgent, timeout);
        // the default generator is not thread-safe, this one is, and it is asked only before a wait
        return new LonghaulClient(new Transport(http, endpoint, RetryPolicy.within(retryFor), onRetry,
                new Transport.Surroundings(clock, pause, RandomGenerator.of("SecureRandom"))));
    }
}
