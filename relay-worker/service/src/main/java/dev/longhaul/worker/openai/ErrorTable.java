package dev.longhaul.worker.openai;

import dev.longhaul.worker.http.Headers;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * What an error answer asks for: again later, another key or provider, or never again. Holds for providers that speak
 * OpenAI's dialect; where they differ (Azure, DeepSeek, Mistral, OpenRouter, Groq) the union of their documented codes
 * is served. A pure function.
 */
final class ErrorTable {

    /** Codes of a 429 (or 402) that no waiting cures: the account is out of money. */
    private static final Set<String> OUT_OF_MONEY = Set.of("insufficient_quota", "credit_balance_exhausted",
            "organization_spend_limit_exceeded", "project_spend_limit_exceeded", "organization_usage_limit_exceeded",
            "billing_hard_limit_reached", "payment_required");

    private ErrorTable() {}

    /**
     * @param status
     *            of the answer; not 2xx
     * @param now
     *            to turn a date in {@code retry-after} into a wait
     */
    static AttemptResult classify(int status, ErrorBody body, Headers headers, Instant now) {
        Fault fault = fault(status, body);
        Duration wait = WaitHint.of(headers, now);
        return switch (status) {
            case 429 -> OUT_OF_MONEY.stream().anyMatch(body::says)
                    ? new AttemptResult.KeyUnusable(fault)
                    : new AttemptResult.Throttled(fault, wait);
            case 402 -> body.says("in_flight_budget_exhausted")
                    ? new AttemptResult.Throttled(fault, wait)
                    : new AttemptResult.KeyUnusable(fault);
            case 401, 403 -> new AttemptResult.KeyUnusable(fault);
            // 498 is Groq's "capacity exceeded"
            case 408, 409, 498 -> new AttemptResult.Transient(fault, wait);
            // the request had reached the provider; 520 and 524 are said by a CDN that lost the provider's answer
            case 500, 502, 504, 520, 524 -> new AttemptResult.Ambiguous(fault, wait);
            default -> status >= 500
                    ? new AttemptResult.Transient(fault, wait)
                    : new AttemptResult.Refused(fault);
        };
    }

    /**
     * An error in a body or stream that began with status 200.
     *
     * @param begun
     *            whether parts of an answer had come before it: then the work was done and may be billed
     */
    static AttemptResult classifyInside(ErrorBody body, boolean begun, Instant now) {
        int status = body.statusInCode().orElse(body.says("rate_limit_exceeded") || body.says("rate_limit_error")
                ? 429
                : body.says("invalid_request_error") ? 400 : body.says("overloaded_error") ? 503 : 500);
        AttemptResult result = classify(status, body, name -> null, now);
        return begun && result instanceof AttemptResult.Retryable retryable
                ? new AttemptResult.Ambiguous(retryable.fault(), Duration.ZERO)
                : result;
    }

    private static Fault fault(int status, ErrorBody body) {
        String code = body.code() != null ? body.code() : body.type() != null ? body.type() : "http_" + status;
        String message = body.message() != null
                ? body.message()
                : "the provider answered with HTTP status " + status + (status < 400
                        ? ", a redirect, which is not followed: correct its base-url in the catalogue"
                        : "");
        return new Fault(status, code, message, body.param());
    }
}
