package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.store.deadletter.LetterFilter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Which dead letters are meant, and why.
 *
 * @param filterText
 *            the filter as it was sent
 */
public record LettersRequest(LetterFilter filter, String filterText, String reason) {

    /**
     * @throws ApiException
     *             that says what is wrong and where
     */
    public static LettersRequest read(byte[] body) {
        @Nullable
        LetterFilter filter = null;
        String filterText = "";
        @Nullable
        String reason = null;
        try (JsonCursor at = new JsonCursor(body, 0, body.length)) {
            at.begin();
            while (at.next() != JsonToken.END_OBJECT) {
                String field = at.name();
                at.next();
                switch (field) {
                    case "filter" -> {
                        int start = at.position();
                        filter = DeadLetterFilter.read(at);
                        filterText = new String(body, start, at.position() + 1 - start, StandardCharsets.UTF_8);
                    }
                    case "reason" -> reason = Reason.read(at);
                    default -> throw at.unknown();
                }
            }
            if (filter == null) {
                // not by leaving something out
                throw at.missing("filter");
            }
            if (reason == null) {
                throw at.missing("reason");
            }
            at.end();
        }
        return new LettersRequest(filter, filterText, reason);
    }
}
