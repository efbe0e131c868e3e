package dev.longhaul.api.error;

import dev.longhaul.contract.error.ApiError;
import dev.longhaul.contract.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes error bodies where no message converter is at hand: in streams, lines and the server's own errors. */
public final class ErrorJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

    private ErrorJson() {}

    /** The body of an error: {@code {"error":{…}}}. */
    public static ApiError body(ApiException error) {
        return ApiError.of(error.code(), error.message(), error.param());
    }

    /** The body as UTF-8 JSON. */
    public static byte[] bytes(ApiException error) {
        return MAPPER.writeValueAsBytes(body(error));
    }

    /** The body as JSON text without line breaks. */
    public static String text(ApiException error) {
        return MAPPER.writeValueAsString(body(error));
    }

    static byte[] bytes(ErrorCode code, String message, @Nullable String param) {
        return MAPPER.writeValueAsBytes(ApiError.of(code, message, param));
    }
}
