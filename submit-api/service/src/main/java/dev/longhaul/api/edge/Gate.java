package dev.longhaul.api.edge;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import io.micrometer.core.instrument.Counter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

/** Answers 429 when a request's subject is over its limit; what has no subject passes. */
final class Gate implements HandlerInterceptor {

    private final RequestLimit limit;
    private final Function<HttpServletRequest, @Nullable String> subject;
    private final String message;
    private final Counter refused;

    /**
     * @param whose
     *            requests are limited, for the message
     * @param refused
     *            counts what is refused
     */
    Gate(RequestLimit limit, Function<HttpServletRequest, @Nullable String> subject, String whose, RequestRate rate,
            Counter refused) {
        this.limit = limit;
        this.subject = subject;
        this.message = "Too many requests " + whose + ": " + rate.requestsPerSecond()
                + " a second are let in. Nothing has happened; try again after the time in Retry-After.";
        this.refused = refused;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String known = subject.apply(request);
        if (known != null && limit.take(known) instanceof Verdict.Refused(Duration retryAfter)) {
            refused.increment();
            throw ApiException.of(ErrorCode.RATE_LIMIT_EXCEEDED, message).withRetryAfter(retryAfter);
        }
        return true;
    }
}
