package dev.longhaul.worker.anthropic;

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
import tools.jackson.databind.node.ObjectNode;

/** Errors of the Messages API. Pure functions. */
final class AnthropicErrors {

    private static final String TOO_LONG = "context_length_exceeded";
    private static final String NO_CREDIT = "credit_balance_too_low";
    private static final String SPEND_LIMIT = "spend_limit_reached";
    private static final String DISABLED = "organization_disabled";
    private static final String FILTERED = "content_filter";

    private static final ErrorTable TABLE = new ErrorTable(List.of(
            // no waiting cures it: the account is out of money, or on hold
            Row.saying(Kind.KEY_UNUSABLE, Scope.KEY, "enforced_spend_limit_reached", "contract_spend_limit_reached",
                    "linked_organization_spend_limit_reached", "linked_organization_billing_unavailable",
                    "organization_on_hold", NO_CREDIT, SPEND_LIMIT, DISABLED),
            new Row(Set.of(400, 413), Set.of(TOO_LONG), Kind.TOO_LONG, Scope.REQUEST),
            new Row(Set.of(400), Set.of(FILTERED), Kind.CONTENT_FILTERED, Scope.REQUEST),
            Row.saying(Kind.TRANSIENT, Scope.PROVIDER, "overloaded_error"),
            Row.of(Kind.TRANSIENT, Scope.PROVIDER, 529)));

    private AnthropicErrors() {}

    static AttemptResult.Faulted of(int status, Headers headers, byte[] body, Instant now) {
        return TABLE.classify(status, Json.object(body).map(AnthropicErrors::read).orElse(ErrorAnswer.NONE),
                LimitReset.of(headers, now));
    }

    /** An error in a body or stream that began with status 200; only its type tells the status. */
    static AttemptResult.Faulted inside(ObjectNode root) {
        return TABLE.classify(status(root.path("error").path("type").asString("")), read(root), Duration.ZERO);
    }

    private static int status(String type) {
        return switch (type) {
            case "invalid_request_error" -> 400;
            case "authentication_error" -> 401;
            case "billing_error" -> 402;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "conflict_error" -> 409;
            case "request_too_large" -> 413;
            case "rate_limit_error" -> 429;
            case "timeout_error" -> 504;
            case "overloaded_error" -> 529;
            default -> 500;
        };
    }

    /** Known form: {@code {"type":"error","error":{type,message,details:{error_code}},"request_id"}}. */
    private static ErrorAnswer read(ObjectNode root) {
        JsonNode error = root.path("error");
        if (error.isString()) {
            return ErrorAnswer.of(error.asString(), null);
        }
        String message = text(error.path("message")).orElse(null);
        return ErrorAnswer.of(message, null, text(error.path("details").path("error_code")).orElse(null),
                saidInWords(message), text(error.path("type")).orElse(null));
    }

    /** What the API says in its message only; the type is {@code invalid_request_error} for all of them. */
    private static @Nullable String saidInWords(@Nullable String message) {
        ErrorAnswer said = ErrorAnswer.of(message, null);
        if (said.mentions("prompt is too long") || said.mentions("exceed context limit")) {
            return TOO_LONG;
        }
        if (said.mentions("credit balance is too low")) {
            return NO_CREDIT;
        }
        if (said.mentions("reached your specified") && said.mentions("usage limits")) {
            return SPEND_LIMIT;
        }
        if (said.mentions("organization has been disabled")) {
            return DISABLED;
        }
        return said.mentions("blocked by content filtering") ? FILTERED : null;
    }

    private static Optional<String> text(JsonNode value) {
        return value.isString() ? Optional.of(value.asString()) : Optional.empty();
    }
}
