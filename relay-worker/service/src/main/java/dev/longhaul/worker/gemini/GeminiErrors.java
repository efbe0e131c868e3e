package dev.longhaul.worker.gemini;

import dev.longhaul.worker.dialect.ErrorAnswer;
import dev.longhaul.worker.dialect.ErrorTable;
import dev.longhaul.worker.dialect.ErrorTable.Kind;
import dev.longhaul.worker.dialect.ErrorTable.Row;
import dev.longhaul.worker.dialect.Json;
import dev.longhaul.worker.dialect.RetryAfter;
import dev.longhaul.worker.http.Headers;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Fault.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Errors of the Gemini API: {@code {"error":{code,message,status,details}}}, whose details are of Google's error model
 * (google.rpc: ErrorInfo, QuotaFailure, RetryInfo, BadRequest). Pure functions.
 */
final class GeminiErrors {

    private static final String TOO_LONG = "context_length_exceeded";
    private static final String DAILY_QUOTA = "daily_quota_exhausted";
    private static final String DAILY_MODEL_QUOTA = "daily_model_quota_exhausted";
    private static final String OUT_OF_MONEY = "billing_limit_reached";
    private static final String KEY_INVALID = "api_key_invalid";
    private static final String WRONG_PLACE = "location_not_supported";

    private static final ErrorTable TABLE = new ErrorTable(List.of(
            Row.saying(Kind.KEY_UNUSABLE, Scope.KEY, KEY_INVALID, WRONG_PLACE, OUT_OF_MONEY, DAILY_QUOTA),
            // the key or its project as a whole; any other 403 is mostly about a model
            Row.saying(Kind.KEY_UNUSABLE, Scope.KEY, "billing_disabled", "consumer_suspended", "consumer_invalid",
                    "service_disabled", "api_key_service_blocked", "api_key_ip_address_blocked",
                    "api_key_http_referrer_blocked"),
            Row.saying(Kind.KEY_UNUSABLE, Scope.KEY_AND_MODEL, DAILY_MODEL_QUOTA),
            new Row(Set.of(400, 413), Set.of(TOO_LONG), Kind.TOO_LONG, Scope.REQUEST),
            // Google's CANCELLED: broken off over there, perhaps after the work
            Row.of(Kind.AMBIGUOUS, Scope.REQUEST, 499)));

    private GeminiErrors() {}

    static AttemptResult.Faulted of(int status, Headers headers, byte[] body, Instant now) {
        Optional<JsonNode> error = error(body);
        Duration wait = error.flatMap(GeminiErrors::retryDelay).or(() -> RetryAfter.of(headers, now))
                .orElse(Duration.ZERO);
        return TABLE.classify(status, error.map(GeminiErrors::read).orElse(ErrorAnswer.NONE), wait);
    }

    /** An error in a body or stream that began with status 200. */
    static AttemptResult.Faulted inside(ObjectNode answer) {
        JsonNode error = answer.path("error");
        int code = error.path("code").asInt(0);
        int status = code >= 400 && code <= 599 ? code : statusOf(error.path("status").asString(""));
        return TABLE.classify(status, read(error), retryDelay(error).orElse(Duration.ZERO));
    }

    /** As google.rpc.Code maps its names. */
    private static int statusOf(String name) {
        return switch (name) {
            case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE" -> 400;
            case "UNAUTHENTICATED" -> 401;
            case "PERMISSION_DENIED" -> 403;
            case "NOT_FOUND" -> 404;
            case "ABORTED", "ALREADY_EXISTS" -> 409;
            case "RESOURCE_EXHAUSTED" -> 429;
            case "CANCELLED" -> 499;
            case "UNIMPLEMENTED" -> 501;
            case "UNAVAILABLE" -> 503;
            case "DEADLINE_EXCEEDED" -> 504;
            default -> 500;
        };
    }

    /** A call for a stream may be answered with a list of one error. */
    private static Optional<JsonNode> error(byte[] body) {
        Optional<ObjectNode> root = Json.object(body)
                .or(() -> Json.object("{\"list\":" + new String(body, StandardCharsets.UTF_8) + "}"));
        return root.map(json -> json.has("list") ? json.path("list").path(0).path("error") : json.path("error"))
                .filter(JsonNode::isObject);
    }

    private static ErrorAnswer read(JsonNode error) {
        String message = error.path("message").asString(null);
        String status = error.path("status").asString(null);
        return ErrorAnswer.of(message, field(error), quota(error), phrase(ErrorAnswer.of(message, null)),
                details(error, "ErrorInfo").map(info -> info.path("reason").asString(""))
                        .filter(each -> !each.isEmpty())
                        .findFirst().orElse(null),
                status);
    }

    /** What is said in words only. */
    private static @Nullable String phrase(ErrorAnswer said) {
        if (said.mentions("input token count") && said.mentions("exceeds the maximum number of tokens")) {
            return TOO_LONG;
        }
        if (said.mentions("api key not valid") || said.mentions("api key expired")) {
            return KEY_INVALID;
        }
        if (said.mentions("prepayment credits are depleted") || said.mentions("monthly spending cap")) {
            return OUT_OF_MONEY;
        }
        return said.mentions("location is not supported") || said.mentions("not available in your country")
                ? WRONG_PLACE
                : null;
    }

    /**
     * A quota of a day, which no wait of ours outlasts; the names are such as GenerateRequestsPerDayPerProjectPerModel.
     */
    private static @Nullable String quota(JsonNode error) {
        List<String> daily = details(error, "QuotaFailure").flatMap(failure -> failure.path("violations").valueStream())
                .map(violation -> violation.path("quotaId").asString("")).filter(id -> id.contains("PerDay")).toList();
        if (daily.isEmpty()) {
            return null;
        }
        return daily.stream().allMatch(id -> id.contains("PerModel")) ? DAILY_MODEL_QUOTA : DAILY_QUOTA;
    }

    private static @Nullable String field(JsonNode error) {
        return details(error, "BadRequest").flatMap(bad -> bad.path("fieldViolations").valueStream())
                .map(violation -> violation.path("field").asString("")).filter(field -> !field.isEmpty()).findFirst()
                .orElse(null);
    }

    /** A duration of protobuf's JSON, such as {@code 36s} or {@code 0.25s}. */
    private static Optional<Duration> retryDelay(JsonNode error) {
        return details(error, "RetryInfo").map(info -> info.path("retryDelay").asString(""))
                .filter(delay -> delay.endsWith("s"))
                .flatMap(delay -> RetryAfter.number(delay.substring(0, delay.length() - 1)).stream())
                .map(RetryAfter::seconds).findFirst();
    }

    private static Stream<JsonNode> details(JsonNode error, String type) {
        return error.path("details").valueStream()
                .filter(detail -> detail.path("@type").asString("").endsWith("google.rpc." + type));
    }
}
