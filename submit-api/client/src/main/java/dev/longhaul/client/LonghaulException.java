package dev.longhaul.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a call failed, after the retries that were safe. One type for all: ask its methods. */
public final class LonghaulException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The code of a call that got no answer at all. */
    static final String UNREACHABLE = "client_unreachable";
    /** The code of a call whose thread was interrupted. */
    static final String INTERRUPTED = "client_interrupted";
    /** The code of an answer that is not what the API promises. */
    static final String BAD_ANSWER = "client_bad_answer";

    private final int status;
    private final @Nullable String code;
    private final @Nullable String param;
    private final @Nullable String requestId;
    private final @Nullable Duration retryAfter;

    LonghaulException(String message, int status, @Nullable String code, @Nullable String param,
            @Nullable String requestId, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.code = code;
        this.param = param;
        this.requestId = requestId;
        this.retryAfter = retryAfter;
    }

    static LonghaulException withoutAnswer(String message, String code, @Nullable Throwable cause) {
        return new LonghaulException(message, 0, code, null, null, null, cause);
    }

    static LonghaulException badAnswer(String message, int status, @Nullable String requestId,
            @Nullable Throwable cause) {
        return new LonghaulException(message, status, BAD_ANSWER, null, requestId, null, cause);
    }

    /** The HTTP status; 0 when no answer came. */
    public int status() {
        return status;
    }

    /** The stable code of the error, such as {@code model_not_found}; {@code client_…} when the client made it. */
    public Optional<String> code() {
        return Optional.ofNullable(code);
    }

    /** The parameter that is wrong, such as {@code messages[0].role}. */
    public Optional<String> param() {
        return Optional.ofNullable(param);
    }

    /** The {@code x-request-id} of the answer: name it when you ask the platform's people. */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /** How long the platform asks to wait, when it said so. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Whether no answer came: refused or cut connection, unknown host, time-out. The call may have had its effect. */
    public boolean isUnreachable() {
        return status == 0 && !isInterrupted();
    }

    /** Whether the API key is missing, unknown or not allowed to do this. */
    public boolean isUnauthorized() {
        return status == 401 || status == 403;
    }

    /** Whether the calling thread was interrupted; its flag is set again. */
    public boolean isInterrupted() {
        return INTERRUPTED.equals(code);
    }
}
