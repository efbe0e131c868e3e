package dev.longhaul.store.webhook;

import com.google.crypto.tink.subtle.Ed25519Sign;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret that signs: a key for HMAC-SHA256, which its recipient has too, and an ed25519 key, which it has not. */
public final class OpenSecret {

    private static final String SECRET_PREFIX = "whsec_";
    private static final String PUBLIC_PREFIX = "whpk_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final byte[] shared;
    private final byte[] seed;

    /**
     * @param both
     *            the keys of 32 bytes each, one after the other
     */
    public OpenSecret(byte[] both) {
        shared = Arrays.copyOf(both, KEY_BYTES);
        seed = Arrays.copyOfRange(both, KEY_BYTES, 2 * KEY_BYTES);
    }

    static byte[] generate(RandomGenerator random) {
        byte[] both = new byte[2 * KEY_BYTES];
        random.nextBytes(both);
        return both;
    }

    /** {@code whsec_} and Base64: what the recipient verifies {@code v1} with. */
    public String text() {
        return SECRET_PREFIX + Base64.getEncoder().encodeToString(shared);
    }

    /** {@code whpk_} and Base64: what anybody verifies {@code v1a} with. */
    public String publicKey() {
        try {
            return PUBLIC_PREFIX + Base64.getEncoder()
                    .encodeToString(Ed25519Sign.KeyPair.newKeyPairFromSeed(seed).getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("32 bytes are a good seed", e);
        }
    }

    /** Base64, for {@code v1}. */
    public String hmac(byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(shared, ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** Base64, for {@code v1a}. */
    public String ed25519(byte[] content) {
        try {
            return Base64.getEncoder().encodeToString(new Ed25519Sign(seed).sign(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("32 bytes are a good seed", e);
        }
    }
}
