package dev.longhaul.api.error;

import dev.longhaul.contract.error.ErrorCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that is answered with an error. Carries no stack trace: it is an answer, not a fault of ours. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What OpenAI's SDKs obey before anything else when they decide whether to call again. */
    private static final String SHOULD_RETRY = "x-should-retry";

    private final ErrorCode code;
    private final int status;
    private final @Nullable String param;
    private final transient Map<String, String> headers;

    private ApiException(ErrorCode code, int status, String message, @Nullable String param,
            Map<String, String> headers) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
        this.param = param;
        this.headers = headers;
    }

    public static ApiException of(ErrorCode code, String message) {
        return new ApiException(code, code.httpStatus(), message, null, Map.of());
    }

    /**
     * @param param
     *            the parameter at fault, as a path such as {@code messages[0].role}
     */
    public static ApiException of(ErrorCode code, String message, @Nullable String param) {
        return new ApiException(code, code.httpStatus(), message, param, Map.of());
    }

    /** The same with another status than the code's own. */
    public ApiException withStatus(int other) {
        return new ApiException(code, other, message(), param, headers);
    }

    /** The same with the time after which another try makes sense, rounded up to seconds. */
    public ApiException withRetryAfter(Duration wait) {
        return withHeader("Retry-After", Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds())));
    }

    /** The same, telling SDKs not to call again by themselves: another call would be another job. */
    public ApiException withoutRetry() {
        return withHeader(SHOULD_RETRY, "false");
    }

    public ApiException withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ApiException(code, status, message(), param, more);
    }

    public ErrorCode code() {
        return code;
    }

    public int status() {
        return status;
    }

    public String message() {
        return String.valueOf(getMessage());
    }

    public @Nullable String param() {
        return param;
    }

    public Map<String, String> headers() {
        return headers;
    }
}
