package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Walks once through a JSON text and names the place of whatever is wrong: a path for a wrong value, line and column
 * for a wrong text. UTF-8 only; duplicate keys and more than {@link #MAX_DEPTH} levels are refused.
 */
final class JsonCursor implements AutoCloseable {

    static final int MAX_DEPTH = 64;

    private static final List<String> ADVICE = List.of(" (start marker at", ": enable `");
    private static final int MAX_STRING = 64 << 20;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES).streamReadConstraints(StreamReadConstraints
                    .builder().maxNestingDepth(MAX_DEPTH).maxStringLength(MAX_STRING).build())
            .build();

    private final JsonParser parser;

    JsonCursor(byte[] bytes, int offset, int length) {
        parser = FACTORY.createParser(ObjectReadContext.empty(), bytes, offset, length);
    }

    /** The next token; null at the end of the text. */
    @Nullable
    JsonToken next() {
        try {
            return parser.nextToken();
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    /** Goes into the object that the text is. */
    void begin() {
        JsonToken first = next();
        if (first == null) {
            throw ApiException.of(ErrorCode.INVALID_JSON, "The body is empty; send a JSON object.");
        }
        if (first != JsonToken.START_OBJECT) {
            throw invalid("must be a JSON object");
        }
    }

    /** Makes sure that an object begins here. */
    void beginObject() {
        if (token() != JsonToken.START_OBJECT) {
            throw invalid("must be an object");
        }
    }

    /** The token that {@link #next} came to. */
    JsonToken token() {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IllegalStateException("before the first or after the last token");
        }
        return token;
    }

    /** Goes to the end of the value that starts here. */
    void skip() {
        try {
            parser.skipChildren();
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    /** The name of the field that is at hand. */
    String name() {
        String name = parser.currentName();
        if (name == null) {
            throw new IllegalStateException("not in an object");
        }
        return name;
    }

    String text() {
        try {
            return parser.getString();
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    int textLength() {
        try {
            return parser.getStringLength();
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    double number() {
        try {
            return parser.getDoubleValue();
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    BigInteger integer() {
        try {
            return parser.getBigIntegerValue();
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    /** Where the token at hand begins, in bytes from the start of the text. */
    int position() {
        return Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    }

    /** The path of the value at hand, such as {@code messages[0].role}; empty for the whole. */
    String path() {
        StringBuilder path = new StringBuilder();
        append(parser.streamReadContext(), path);
        return path.toString();
    }

    private static void append(TokenStreamContext context, StringBuilder path) {
        TokenStreamContext parent = context.getParent();
        if (parent != null) {
            append(parent, path);
        }
        if (context.inObject() && context.currentName() != null) {
            path.append(path.isEmpty() ? "" : ".").append(context.currentName());
        } else if (context.inArray() && context.hasCurrentIndex()) {
            path.append('[').append(context.getCurrentIndex()).append(']');
        }
    }

    /** The error of the value at hand. */
    ApiException invalid(String problem) {
        String path = path();
        return ApiException.of(ErrorCode.INVALID_PARAMETER,
                (path.isEmpty() ? "The body " : "'" + path + "' ") + problem + ".", path.isEmpty() ? null : path);
    }

    /** The error of a field that the object whose end is at hand does not have. */
    ApiException missing(String field) {
        String path = path();
        String full = path.isEmpty() ? field : path + "." + field;
        return ApiException.of(ErrorCode.MISSING_PARAMETER, "'" + full + "' is missing.", full);
    }

    /** The error of a field that nobody knows. */
    ApiException unknown() {
        String path = path();
        return ApiException.of(ErrorCode.UNKNOWN_PARAMETER, "'" + path + "' is not known here.", path);
    }

    /** Makes sure that nothing comes after the value that ends here. */
    void end() {
        if (next() != null) {
            throw invalid("must be one JSON object and nothing after it");
        }
    }

    private ApiException unreadable(JacksonException e) {
        if (parser.streamReadContext().getNestingDepth() > MAX_DEPTH) {
            return ApiException.of(ErrorCode.JSON_TOO_DEEP,
                    "The JSON is nested deeper than the " + MAX_DEPTH + " levels that are read here.");
        }
        TokenStreamLocation at = e.getLocation();
        String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return ApiException.of(ErrorCode.INVALID_JSON,
                "The body is not valid JSON" + place + ": " + plain(String.valueOf(e.getOriginalMessage())) + ".");
    }

    /** The parser's message without its advice to those who set parsers up. */
    private static String plain(String message) {
        String plain = message;
        for (String advice : ADVICE) {
            int at = plain.indexOf(advice);
            plain = at < 0 ? plain : plain.substring(0, at);
        }
        return plain;
    }

    @Override
    public void close() {
        parser.close();
    }
}
