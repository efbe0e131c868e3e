package dev.longhaul.worker.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.subtle.AesGcmJce;
import dev.longhaul.contract.key.AesKey;
import java.security.GeneralSecurityException;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Opens the key that encrypts the workers' private keyset at rest: 32 bytes in Base64, for AES-256-GCM, in an
 * environment variable ({@code env:NAME}) or a file ({@code file:/path}), or a key of a key management service by its
 * URI, if a {@link KmsClient} for it is on the class path and is found by {@code ServiceLoader}.
 */
final class MasterKey {

    private MasterKey() {}

    /**
     * @param environment
     *            gives the value of an environment variable, or null
     * @throws UnusableKeysetException
     *             when there is no such key
     */
    static Aead open(String uri, UnaryOperator<@Nullable String> environment) {
        if (!AesKey.isPlace(uri)) {
            return ofService(uri);
        }
        try {
            return new AesGcmJce(AesKey.read(uri, environment));
        } catch (IllegalArgumentException e) {
            throw new UnusableKeysetException("the master key " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    private static Aead ofService(String uri) {
        try {
            for (KmsClient service : ServiceLoader.load(KmsClient.class)) {
                if (service.doesSupport(uri)) {
                    return service.withDefaultCredentials().getAead(uri);
                }
            }
        } catch (GeneralSecurityException e) {
            throw new UnusableKeysetException(
                    "the key management service does not give the master key " + uri + ": " + e.getMessage());
        }
        throw new UnusableKeysetException("the master key " + uri
                + " is not known: write env:NAME or file:/path, or put a KmsClient for such keys on the class path");
    }
}
