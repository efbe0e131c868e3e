package dev.longhaul.store.webhook;

import com.google.crypto.tink.subtle.AesGcmJce;
import dev.longhaul.contract.key.AesKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts the secrets that webhooks are signed with (AES-256-GCM), each bound to its tenant and its endpoint: moved to
 * another it cannot be read. Thread-safe.
 */
public final class SecretBox {

    private final @Nullable AesGcmJce key;

    private SecretBox(@Nullable AesGcmJce key) {
        this.key = key;
    }

    /**
     * @param setting
     *            where the key is, 32 bytes in Base64: {@code env:NAME} or {@code file:/path}; blank for none
     * @param environment
     *            gives the value of an environment variable, or null
     * @throws IllegalArgumentException
     *             that says what is wrong, when there is no such key
     */
    public static SecretBox open(@Nullable String setting, UnaryOperator<@Nullable String> environment) {
        if (setting == null || setting.isBlank()) {
            return new SecretBox(null);
        }
        if (!AesKey.isPlace(setting)) {
            throw new IllegalArgumentException("write env:NAME or file:/path, not the key itself");
        }
        try {
            return new SecretBox(new AesGcmJce(AesKey.read(setting, environment)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    /** Whether there is a key; without one nothing can be encrypted or read. */
    public boolean isOpen() {
        return key != null;
    }

    /** @return Base64 */
    String seal(byte[] secret, String tenant, String endpoint) {
        try {
            return Base64.getEncoder().encodeToString(key().encrypt(secret, place(tenant, endpoint)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a good key encrypts whatever it is given", e);
        }
    }

    /**
     * @throws GeneralSecurityException
     *             when it was encrypted with another key, or for another tenant or endpoint
     */
    byte[] unseal(String sealed, String tenant, String endpoint) throws GeneralSecurityException {
        return key().decrypt(Base64.getDecoder().decode(sealed), place(tenant, endpoint));
    }

    private AesGcmJce key() {
        AesGcmJce known = key;
        if (known == null) {
            throw new IllegalStateException("longhaul.webhook.master-key is not set");
        }
        return known;
    }

    private static byte[] place(String tenant, String endpoint) {
        return ("longhaul webhook secret v1\n" + tenant + "\n" + endpoint).getBytes(StandardCharsets.UTF_8);
    }
}
