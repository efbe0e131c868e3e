package dev.longhaul.worker.openai;

import dev.longhaul.worker.dialect.ErrorAnswer;
import dev.longhaul.worker.dialect.ErrorTable;
import dev.longhaul.worker.dialect.ErrorTable.Kind;
import dev.longhaul.worker.dialect.ErrorTable.Row;
import dev.longhaul.worker.dialect.Json;
import dev.longhaul.worker.http.Headers;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Fault.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Errors of the providers that speak OpenAI's dialect; where they differ (Azure, DeepSeek, Mistral, OpenRouter, Groq)
 * the union of their documented codes is served. Pure functions.
 */
final class OpenAiErrors {

    private static final String TOO_LONG = "context_length_exceeded";
    private static final String FILTERED = "content_filter";

    private static final ErrorTable TABLE = new ErrorTable(List.of(
            // no waiting cures it: the account is out of money
            Row.saying(Kind.KEY_UNUSABLE, Scope.KEY, "insufficient_quota", "credit_balance_exhausted",
                    "organization_spend_limit_exceeded", "project_spend_limit_exceeded",
                    "organization_usage_limit_exceeded", "billing_hard_limit_reached", "payment_required"),
            Row.saying(Kind.THROTTLED, Scope.KEY, "in_flight_budget_exhausted"),
            new Row(Set.of(400, 413), Set.of(TOO_LONG), Kind.TOO_LONG, Scope.REQUEST),
            new Row(Set.of(400, 403), Set.of(FILTERED, "content_policy_violation"), Kind.CONTENT_FILTERED,
                    Scope.REQUEST),
            // Groq's "capacity exceeded"
            Row.of(Kind.TRANSIENT, Scope.PROVIDER, 498)));

    private OpenAiErrors() {}

    static AttemptResult.Faulted of(int status, Headers headers, byte[] body, Instant now) {
        return TABLE.classify(status, read(body), WaitHint.of(headers, now));
    }

    /** An error in a body or stream that began with status 200. Gateways write the status into the code. */
    static AttemptResult.Faulted inside(byte[] body) {
        ErrorAnswer error = read(body);
        int status = error.words().stream().filter(word -> word.matches("[45][0-9]{2}")).map(Integer::valueOf)
                .findFirst().orElseGet(() -> error.words().stream().map(OpenAiErrors::statusOf)
                        .filter(known -> known != 500).findFirst().orElse(500));
        return TABLE.classify(status, error, Duration.ZERO);
    }

    private static int statusOf(String word) {
        return switch (word) {
            case "rate_limit_exceeded", "rate_limit_error" -> 429;
            case "invalid_request_error" -> 400;
            case "overloaded_error" -> 503;
            default -> 500;
        };
    }

    /**
     * Reads what it can. Known forms: OpenAI's {@code {"error":{message,type,param,code}}}, Mistral's flat
     * {@code {"object":"error",message,type,code}}, a bare {@code {"error":"…"}} and FastAPI's {@code {"detail":…}}.
     */
    static ErrorAnswer read(byte[] body) {
        return Json.object(body).map(OpenAiErrors::read).orElse(ErrorAnswer.NONE);
    }

    private static ErrorAnswer read(JsonNode root) {
        JsonNode error = root.path("error");
        if (error.isString()) {
            return ErrorAnswer.of(error.asString(), null);
        }
        if (error.isObject()) {
            return fields(error);
        }
        if (root.path("message").isString()) {
            return fields(root);
        }
        JsonNode detail = root.path("detail");
        return detail.isMissingNode()
                ? ErrorAnswer.NONE
                : ErrorAnswer.of(detail.isString() ? detail.asString() : detail.toString(), null);
    }

    private static ErrorAnswer fields(JsonNode error) {
        String message = text(error, "message").orElse(null);
        return ErrorAnswer.of(message, text(error, "param").orElse(null), tooLong(message),
                // OpenRouter says that it is the prompt, not the key, by giving the moderation's reasons
                error.path("metadata").path("reasons").isArray() ? FILTERED : null,
                text(error, "code").orElse(null), text(error, "type").orElse(null));
    }

    /** Servers such as vLLM's and DeepSeek's say it in words only. */
    private static @Nullable String tooLong(@Nullable String message) {
        return ErrorAnswer.of(message, null).mentions("maximum context length") ? TOO_LONG : null;
    }

    private static Optional<String> text(JsonNode error, String field) {
        JsonNode value = error.path(field);
        return value.isString() || value.isNumber() ? Optional.of(value.asString()) : Optional.empty();
    }
}
