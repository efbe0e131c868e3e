package dev.longhaul.store.providerkey;

import java.time.Instant;
import java.util.Locale;

/**
 * A key that came or went.
 *
 * @param revision
 *            of the provider's keys after it
 * @param key
 *            its name
 * @param fingerprint
 *            of the key itself, as workers know it
 */
public record KeyChange(long revision, Instant at, String by, String reason, Action action, String key,
        String fingerprint) {

    /** What happened to it. */
    public enum Action {
        ADDED, REVOKED;

        /** As it stands in documents and in the API: lower case. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
