package dev.longhaul.api.http;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request, once and not beyond a limit: a body that says it is too long is not read at all, and one
 * that does not say is read no further than the limit.
 */
public final class RequestBody {

    private static final Set<String> LINES = Set.of("application/x-ndjson", "application/jsonl",
            "application/x-jsonlines", "application/ndjson");

    private RequestBody() {}

    /**
     * @param limit
     *            in bytes
     * @throws ApiException
     *             when the content type is not JSON, or the body is too long or breaks off, or this instance has
     *             {@linkplain BodyRoom no room} for it
     */
    public static byte[] json(HttpServletRequest request, int limit) {
        String type = contentType(request);
        if (type != null && !type.equals("application/json") && !type.endsWith("+json")) {
            throw wrongType(type, "application/json");
        }
        return read(request, limit);
    }

    /** As {@link #json}, for a body of one JSON document a line. */
    public static byte[] lines(HttpServletRequest request, int limit) {
        String type = contentType(request);
        if (type != null && !LINES.contains(type)) {
            throw wrongType(type, "application/x-ndjson");
        }
        return read(request, limit);
    }

    private static @Nullable String contentType(HttpServletRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw ApiException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "Bodies are read uncompressed: leave out Content-Encoding.", "Content-Encoding");
        }
        String type = request.getContentType();
        if (type == null) {
            return null;
        }
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    private static ApiException wrongType(String type, String wanted) {
        return ApiException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "The Content-Type is " + type + "; send " + wanted + ".", "Content-Type");
    }

    private static byte[] read(HttpServletRequest request, int limit) {
        long length = request.getContentLengthLong();
        if (length > limit) {
            throw tooLarge(limit);
        }
        BodyRoom.Place place = BodyRoom.placeOf(request);
        if (place != null) {
            place.take(length < 0 ? limit : length);
        }
        byte[] body;
        try {
            body = request.getInputStream().readNBytes(limit + 1);
        } catch (IOException e) {
            throw ApiException.of(ErrorCode.INVALID_JSON, "The body broke off before its end.");
        }
        if (body.length > limit) {
            throw tooLarge(limit);
        }
        if (place != null) {
            place.keep(body.length);
        }
        return body;
    }

    private static ApiException tooLarge(int limit) {
        return ApiException.of(ErrorCode.REQUEST_TOO_LARGE,
                "The body is larger than the " + limit + " bytes that are read here.");
    }
}
