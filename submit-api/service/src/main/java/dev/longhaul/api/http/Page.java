package dev.longhaul.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A list as administrators get it.
 *
 * @param hasMore
 *            whether there are more behind the last of these
 */
public record Page<T>(String object, List<T> data, @JsonProperty("has_more") boolean hasMore) {

    public Page(List<T> data, boolean hasMore) {
        this("list", data, hasMore);
    }

    /** One that is never longer than a page. */
    public static <T> Page<T> whole(List<T> data) {
        return new Page<>(data, false);
    }
}
