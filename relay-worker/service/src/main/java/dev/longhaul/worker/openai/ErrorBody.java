package dev.longhaul.worker.openai;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider's error body. Known forms: OpenAI's {@code {"error":{message,type,param,code}}}, Mistral's flat
 * {@code {"object":"error",message,type,code}}, a bare {@code {"error":"…"}} and FastAPI's {@code {"detail":…}}.
 *
 * @param code
 *            lower case; null when none was given
 * @param type
 *            lower case; null when none was given
 * @param message
 *            shortened; null when none was given
 */
record ErrorBody(@Nullable String code, @Nullable String type, @Nullable String message, @Nullable String param) {

    static final ErrorBody NONE = new ErrorBody(null, null, null, null);

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int MAX_MESSAGE = 2_000;

    /** Reads what it can; a body of no known form gives {@link #NONE}. */
    static ErrorBody read(byte[] body) {
        try {
            JsonNode root = MAPPER.readTree(body);
            JsonNode error = root.path("error");
            if (error.isString()) {
                return new ErrorBody(null, null, shorten(error.asString()), null);
            }
            if (error.isObject()) {
                return of(error);
            }
            if (root.path("message").isString()) {
                return of(root);
            }
            JsonNode detail = root.path("detail");
            if (!detail.isMissingNode()) {
                return new ErrorBody(null, null, shorten(detail.isString() ? detail.asString() : detail.toString()),
                        null);
            }
            return NONE;
        } catch (JacksonException e) {
            return NONE;
        }
    }

    private static ErrorBody of(JsonNode error) {
        return new ErrorBody(word(error, "code"), word(error, "type"),
                text(error, "message").map(ErrorBody::shorten).orElse(null), text(error, "param").orElse(null));
    }

    private static @Nullable String word(JsonNode error, String field) {
        return text(error, field).map(word -> word.toLowerCase(Locale.ROOT)).orElse(null);
    }

    private static Optional<String> text(JsonNode error, String field) {
        JsonNode value = error.path(field);
        return value.isString() || value.isNumber() ? Optional.of(value.asString()) : Optional.empty();
    }

    private static String shorten(String message) {
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + " …";
    }

    /** Whether code or type is this word. */
    boolean says(String word) {
        return word.equals(code) || word.equals(type);
    }

    /** The HTTP status that gateways write into {@code code} when they answer with 200 all the same. */
    OptionalInt statusInCode() {
        if (code == null || !code.matches("[45][0-9]{2}")) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(code));
    }
}
