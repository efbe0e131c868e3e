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

    static Instant required(Document document, String field) {
        return Objects.requireNonNull(instant(document, field), field);
    }
}
