package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * What a caller says of a new batch.
 *
 * @param inputFile
 *            the id of the file with its lines
 * @param outputLife
 *            how long its files are to stay
 */
public record BatchRequest(String inputFile, Map<String, String> metadata, Duration outputLife) {

    /** The only endpoint whose requests a batch may have. */
    public static final String ENDPOINT = "/v1/chat/completions";
    /** The only window there is, and its name. */
    public static final String WINDOW_NAME = "24h";
    public static final Duration WINDOW = Duration.ofHours(24);

    /**
     * @throws ApiException
     *             that says what is wrong and where
     */
    public static BatchRequest read(byte[] body) {
        @Nullable
        String inputFile = null;
        boolean hasEndpoint = false;
        boolean hasWindow = false;
        Map<String, String> metadata = Map.of();
        Duration outputLife = FileLife.LONGEST;
        try (JsonCursor at = new JsonCursor(body, 0, body.length)) {
            at.begin();
            while (at.next() != JsonToken.END_OBJECT) {
                String field = at.name();
                at.next();
                boolean present = at.token() != JsonToken.VALUE_NULL;
                switch (field) {
                    case "input_file_id" -> {
                        Check.STRING.check(at);
                        inputFile = at.text();
                    }
                    case "endpoint" -> hasEndpoint = is(at, ENDPOINT);
                    case "completion_window" -> hasWindow = is(at, WINDOW_NAME);
                    case "metadata" -> metadata = present ? OwnFields.metadata(at) : metadata;
                    case "output_expires_after" -> outputLife = present ? FileLife.read(at) : outputLife;
                    default -> throw at.unknown();
                }
            }
            if (inputFile == null) {
                throw at.missing("input_file_id");
            }
            if (!hasEndpoint) {
                throw at.missing("endpoint");
            }
            if (!hasWindow) {
                throw at.missing("completion_window");
            }
            at.end();
        }
        return new BatchRequest(inputFile, metadata, outputLife);
    }

    private static boolean is(JsonCursor at, String only) {
        Check.STRING.check(at);
        if (!at.text().equals(only)) {
            throw at.invalid("must be " + only);
        }
        return true;
    }
}
