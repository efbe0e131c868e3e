package dev.longhaul.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page in OpenAI's form; the next one is asked for with {@code after=<last_id>}. */
public record CursorPage<T>(String object, List<T> data, @JsonProperty("first_id") @Nullable String firstId,
        @JsonProperty("last_id") @Nullable String lastId, @JsonProperty("has_more") boolean hasMore) {}
