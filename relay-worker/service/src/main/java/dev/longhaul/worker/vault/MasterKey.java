package dev.longhaul.worker.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Opens the key that encrypts the workers' private keyset at rest: 32 bytes in Base64, for AES-256-GCM, in an
 * environment variable ({@code env:NAME}) or a file ({@code file:/path}), or a key of a key management service by its
 * URI, if a {@link KmsClient} for it is on the class path and is found by {@code ServiceLoader}.
 */
final class MasterKey {

    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";
    private static final int BYTES = 32;

    private MasterKey() {}

    /**
     * @param environment
     *            gives the value of an environment variable, or null
     * @throws UnusableKeysetException
     *             when there is no such key
     */
    static Aead open(String uri, UnaryOperator<@Nullable String> environment) {
        if (uri.startsWith(ENVIRONMENT)) {
            return of(environment.apply(uri.substring(ENVIRONMENT.length())), uri);
        }
        return uri.startsWith(FILE) ? of(read(uri), uri) : ofService(uri);
    }

    private static String read(String uri) {
        try {
            return Files.readString(Path.of(uri.substring(FILE.length())));
        } catch (IOException | InvalidPathException e) {
            throw new UnusableKeysetException("the master key " + uri + " cannot be read ("
                    + e.getClass().getSimpleName() + "): make the file with 'openssl rand -base64 32'");
        }
    }

    private static Aead of(@Nullable String text, String uri) {
        if (text == null || text.isBlank()) {
            throw new UnusableKeysetException(
                    "the master key " + uri + " is not set: set it to the output of 'openssl rand -base64 32'");
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text.strip());
            if (bytes.length == BYTES) {
                return new AesGcmJce(bytes);
            }
        } catch (IllegalArgumentException e) {
            // said below, without a word of the text
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
        throw new UnusableKeysetException("the master key " + uri + " is not " + BYTES
                + " bytes in Base64: make one with 'openssl rand -base64 32'");
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
