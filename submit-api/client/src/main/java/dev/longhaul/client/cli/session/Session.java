package dev.longhaul.client.cli.session;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.LonghaulClientBuilder;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a command works with: the client for the settings in force, and where its output goes. */
public final class Session {

    /** Writes and reads what the commands exchange with files and scripts. */
    public static final JsonMapper MAPPER = JsonMapper.shared();

    /** A person waits: long enough for a restart of a proxy, not for one of the platform. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SessionOptions options;
    private final Surroundings surroundings;

    public Session(SessionOptions options, Surroundings surroundings) {
        this.options = options;
        this.surroundings = surroundings;
    }

    /**
     * Begins a client for the settings in force.
     *
     * @throws UserErrorException
     *             when a setting is missing or wrong
     */
    public LonghaulClientBuilder clientBuilder() {
        Settings settings = Settings.resolve(options, surroundings.environment(), surroundings.home());
        try {
            return LonghaulClient.builder().url(settings.url()).apiKey(settings.apiKey())
                    .userAgent("longhaul-cli/" + Version.current());
        } catch (IllegalArgumentException e) {
            throw new UserErrorException("The platform's address is wrong: " + e.getMessage()
                    + ". Say --url http://host:port or set LONGHAUL_URL.", e);
        }
    }

    /** A client that tries again for a short while and says so. */
    public LonghaulClient client() {
        return clientBuilder().retryFor(PATIENCE).onRetry(retry -> {
            if (retry.failures() == 1 && !json()) {
                err().println("longhaul: " + retry.failure().getMessage() + "; trying again for up to "
                        + PATIENCE.toSeconds() + " s");
            }
        }).build();
    }

    /** Whether results are to be JSON. */
    public boolean json() {
        return options.json;
    }

    /** Prints a result: one JSON object a line. */
    public void print(JsonNode document) {
        out().println(document);
    }

    public PrintStream out() {
        return surroundings.out();
    }

    public PrintStream err() {
        return surroundings.err();
    }

    public InputStream in() {
        return surroundings.in();
    }

    /** The width of the terminal that {@link #err} is; 0 when it is none. */
    public int columns() {
        return surroundings.columns();
    }

    public Clock clock() {
        return surroundings.clock();
    }
}
