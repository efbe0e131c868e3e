package dev.longhaul.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of the API. */
final class Call {

    static final String JSON = "application/json";
    static final String NDJSON = "application/x-ndjson";

    private final String path;
    private final @Nullable Content content;
    private final Map<String, String> headers;
    private final Duration serverWait;
    private final boolean repeatable;

    /** A body and what it is. */
    private static final class Content {

        private final String type;
        private final byte[] bytes;

        Content(String type, byte[] bytes) {
            this.type = type;
            this.bytes = bytes;
        }
    }

    private Call(String path, @Nullable Content content, Map<String, String> headers, Duration serverWait,
            boolean repeatable) {
        this.path = path;
        this.content = content;
        this.headers = headers;
        this.serverWait = serverWait;
        this.repeatable = repeatable;
    }

    /**
     * @param path
     *            with the query, from {@code /v1}
     */
    static Call get(String path) {
        return new Call(path, null, Map.of(), Duration.ZERO, true);
    }

    /**
     * @param repeatable
     *            whether carrying it out twice does no harm
     */
    static Call post(String path, String contentType, byte[] body, boolean repeatable) {
        return new Call(path, new Content(contentType, body), Map.of(), Duration.ZERO, repeatable);
    }

    Call withHeader(String name, String value) {
        return new Call(path, content, Map.of(name, value), serverWait, repeatable);
    }

    /** The same call for which the platform may hold its answer back so long: added to the time-out. */
    Call holding(Duration wait) {
        return new Call(path, content, headers, wait, repeatable);
    }

    boolean repeatable() {
        return repeatable;
    }

    /** The request, of which the caller completes what all calls have in common. */
    HttpRequest.Builder request(String baseUrl, Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(timeout.plus(serverWait));
        headers.forEach(request::header);
        if (content != null) {
            request.header("Content-Type", content.type)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(content.bytes));
        }
        return request;
    }
}
