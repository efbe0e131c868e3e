package dev.longhaul.client;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An HTTP answer that was read whole. */
final class Answer {

    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    Answer(int status, HttpHeaders headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body;
    }

    boolean succeeded() {
        return status >= 200 && status < 300;
    }

    @Nullable
    String requestId() {
        return headers.firstValue("x-request-id").orElse(null);
    }

    /** OpenAI's header by which a server overrides the rules of retry. */
    boolean forbidsRetry() {
        return headers.firstValue("x-should-retry").map("false"::equals).orElse(false);
    }

    /**
     * @throws LonghaulException
     *             when the body is not a JSON object
     */
    ObjectNode object() {
        try {
            if (Json.MAPPER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw LonghaulException.badAnswer("the platform's answer is not JSON", status, requestId(), e);
        }
        throw LonghaulException.badAnswer("the platform's answer is not a JSON object", status, requestId(), null);
    }

    LonghaulException failure(Clock clock) {
        JsonNode error = errorBody();
        String message = error.path("message").asString("");
        String text = message.isEmpty() ? "the platform answered " + status : message;
        return new LonghaulException(text, status, error.path("code").asString(null),
                error.path("param").asString(null), requestId(), retryAfter(clock), null);
    }

    private JsonNode errorBody() {
        try {
            return Json.MAPPER.readTree(body).path("error");
        } catch (JacksonException e) {
            // a gateway's page: the status alone has to do
            return Json.MAPPER.missingNode();
        }
    }

    /** {@code retry-after-ms}, or {@code Retry-After} in seconds or as an HTTP date (RFC 9110, 10.2.3). */
    @Nullable
    Duration retryAfter(Clock clock) {
        try {
            String millis = headers.firstValue("retry-after-ms").orElse(null);
            if (millis != null) {
                return Duration.ofMillis(Math.max(0, Long.parseLong(millis.strip())));
            }
            String value = headers.firstValue("retry-after").map(String::strip).orElse("");
            if (value.isEmpty()) {
                return null;
            }
            if (Character.isDigit(value.charAt(0))) {
                return Duration.ofMillis((long) (Double.parseDouble(value) * 1000));
            }
            ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration until = Duration.between(clock.instant(), date);
            return until.isNegative() ? Duration.ZERO : until;
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }
}
