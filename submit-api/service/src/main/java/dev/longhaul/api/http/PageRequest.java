package dev.longhaul.api.http;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for.
 *
 * @param after
 *            the last one of the page before
 */
public record PageRequest(@Nullable String after, int limit) {

    private static final int DEFAULT_LIMIT = 20;
    private static final int LARGEST_LIMIT = 100;

    public static PageRequest of(HttpServletRequest request) {
        return of(request, DEFAULT_LIMIT, LARGEST_LIMIT);
    }

    /** Of a list that has other limits than most. */
    public static PageRequest of(HttpServletRequest request, int usual, int largest) {
        String after = request.getParameter("after");
        return new PageRequest(after == null || after.isEmpty() ? null : after,
                limit(request.getParameter("limit"), usual, largest));
    }

    private static int limit(@Nullable String text, int usual, int largest) {
        if (text == null) {
            return usual;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= largest) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // the same answer as for a number out of range
        }
        throw ApiException.of(ErrorCode.INVALID_PARAMETER, "'limit' must be a number from 1 to " + largest + ".",
                "limit");
    }

    /** One more than the page: whether it is there tells that another page follows. */
    public int look() {
        return limit + 1;
    }

    public <T, V> CursorPage<V> page(List<T> found, Function<T, V> view, Function<T, String> id) {
        List<T> data = found.subList(0, Math.min(limit, found.size()));
        return new CursorPage<>("list", data.stream().map(view).toList(),
                data.isEmpty() ? null : id.apply(data.getFirst()), data.isEmpty() ? null : id.apply(data.getLast()),
                found.size() > limit);
    }
}
