package dev.longhaul.store.providerkey;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A key that came or went, or a provider that was paused or resumed.
 *
 * @param revision
 *            of the provider's keys after it
 * @param key
 *            its name; null where the provider itself was changed
 * @param fingerprint
 *            of the key itself, as workers know it; null as {@code key}
 */
public record KeyChange(long revision, Instant at, String by, String reason, Action action,
        @Nullable String key, @Nullable String fingerprint) {

    /** What happened to it, or to the provider. */
    public enum Action {
        ADDED, REVOKED, PAUSED, RESUMED;

        /** As it stands in documents and in the API: lower case. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
