package dev.longhaul.store.webhook;

import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Between times and dates of documents. */
final class Times {

    private Times() {}

    static @Nullable Date date(@Nullable Instant time) {
        return time == null ? null : Date.from(time);
    }

    static @Nullable Instant instant(Document document, String field) {
        Date date = document.getDate(field);
        return date == null ? null : date.toInstant();
    }

    /** Lets a time of a document be this one at the latest. */
    static void limit(Document document, String field, Instant latest) {
        if (required(document, field).isAfter(latest)) {
            document.put(field, date(latest));
        }
    }

    static Instant required(Document document, String field) {
        return Objects.requireNonNull(instant(document, field), field);
    }
}
