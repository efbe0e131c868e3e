package dev.longhaul.contract.message;

import dev.longhaul.contract.error.ErrorCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a job has no answer.
 *
 * @param code
 *            an {@link ErrorCode} in its wire form; text, so that a newer sender's code is not lost
 * @param message
 *            for a person
 * @param param
 *            the request's parameter that is at fault, when the provider named one
 * @param providerStatus
 *            the provider's HTTP status, when one came
 * @param providerCode
 *            the provider's own error code, when one came
 */
public record Failure(String code, String message, @Nullable String param, @Nullable Integer providerStatus,
        @Nullable String providerCode) {

    public Failure {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
    }

    public static Failure of(ErrorCode code, String message) {
        return new Failure(code.wire(), message, null, null, null);
    }
}
