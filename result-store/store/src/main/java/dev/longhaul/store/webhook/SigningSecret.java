package dev.longhaul.store.webhook;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint's deliveries are signed with, encrypted.
 *
 * @param sealed
 *            see {@link SecretBox}
 * @param hint
 *            its last characters, by which people tell it from others
 * @param publicKey
 *            what {@code v1a} is verified with: {@code whpk_} and Base64
 * @param old
 *            the secret before; null when it counts no more
 * @param oldUntil
 *            how long that one counts
 */
public record SigningSecret(String sealed, String hint, String publicKey, @Nullable String old,
        @Nullable Instant oldUntil) {

    /** How long a secret still counts after a rotation that keeps it. */
    public static final Duration OVERLAP = Duration.ofHours(24);

    private static final int HINT = 4;

    /** A fresh one. */
    static Revealed generate(RandomGenerator random, SecretBox box, String tenant, String endpoint) {
        byte[] keys = OpenSecret.generate(random);
        OpenSecret open = new OpenSecret(keys);
        String text = open.text();
        return new Revealed(new SigningSecret(box.seal(keys, tenant, endpoint),
                text.substring(text.length() - HINT), open.publicKey(), null, null), text);
    }

    /** The next one after this. */
    SigningSecret then(SigningSecret next, boolean keepOld, Instant now) {
        return keepOld
                ? new SigningSecret(next.sealed, next.hint, next.publicKey, sealed, now.plus(OVERLAP))
                : next;
    }

    /**
     * The secrets that sign now, the newest first.
     *
     * @throws GeneralSecurityException
     *             when they cannot be decrypted
     */
    List<OpenSecret> open(SecretBox box, String tenant, String endpoint, Instant now) throws GeneralSecurityException {
        List<OpenSecret> open = new ArrayList<>(List.of(new OpenSecret(box.unseal(sealed, tenant, endpoint))));
        if (old != null && oldUntil != null && now.isBefore(oldUntil)) {
            open.add(new OpenSecret(box.unseal(old, tenant, endpoint)));
        }
        return open;
    }

    Document write() {
        return new Document("sealed", sealed).append("hint", hint).append("publicKey", publicKey).append("old", old)
                .append("oldUntil",
                        Times.date(oldUntil));
    }

    static SigningSecret read(Document document) {
        return new SigningSecret(document.getString("sealed"), document.getString("hint"),
                document.getString("publicKey"), document.getString("old"),
                Times.instant(document, "oldUntil"));
    }

    /**
     * A secret at the only time that it is shown.
     *
     * @param text
     *            {@code whsec_} and Base64
     */
    record Revealed(SigningSecret secret, String text) {}
}
