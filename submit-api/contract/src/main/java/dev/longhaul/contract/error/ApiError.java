package dev.longhaul.contract.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An error body in OpenAI's format: {@code {"error":{"message","type","param","code"}}}, all four keys always present.
 */
public record ApiError(Detail error) {

    /**
     * @param message
     *            what is wrong and what to do, for a person
     * @param type
     *            OpenAI's class of error
     * @param param
     *            the parameter that is wrong, as a path such as {@code messages[0].role}
     * @param code
     *            stable, for programs
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Detail(String message, String type, @Nullable String param, @Nullable String code) {}

    public static ApiError of(ErrorCode code, String message, @Nullable String param) {
        return new ApiError(new Detail(message, code.type(), param, code.wire()));
    }
}
