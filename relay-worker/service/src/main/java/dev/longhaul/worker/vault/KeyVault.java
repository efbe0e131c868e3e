package dev.longhaul.worker.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HybridConfig2026;
import dev.longhaul.contract.key.SealedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads what was encrypted with the workers' public key. Thread-safe. */
public final class KeyVault {

    static final Configuration TINK = HybridConfig2026.get();
    /** What the private keyset is bound to when it is encrypted. */
    static final byte[] PURPOSE = "longhaul workers' keyset v1".getBytes(StandardCharsets.UTF_8);

    private final HybridDecrypt keys;

    private KeyVault(HybridDecrypt keys) {
        this.keys = keys;
    }

    /**
     * @param keyset
     *            the workers' private keyset, encrypted with the master key
     * @param masterKey
     *            where that is: {@code env:NAME}, {@code file:/path} or the URI of a key management service
     * @param environment
     *            gives the value of an environment variable, or null
     * @throws UnusableKeysetException
     *             when one of them is not what it should be
     */
    public static KeyVault open(Path keyset, String masterKey, UnaryOperator<@Nullable String> environment) {
        Aead master = MasterKey.open(masterKey, environment);
        try {
            KeysetHandle opened = TinkJsonProtoKeysetFormat.parseEncryptedKeyset(Files.readString(keyset), master,
                    PURPOSE, TINK);
            return new KeyVault(opened.getPrimitive(TINK, HybridDecrypt.class));
        } catch (IOException e) {
            throw new UnusableKeysetException("the keyset " + keyset + " cannot be read ("
                    + e.getClass().getSimpleName() + "): make one with new-keyset");
        } catch (GeneralSecurityException e) {
            throw new UnusableKeysetException("the keyset " + keyset + " is not a private keyset that the master key "
                    + masterKey + " opens: take the two that belong together, or make them anew with new-keyset");
        }
    }

    /**
     * @return the key
     * @throws GeneralSecurityException
     *             when it was not encrypted for these workers, this provider and this name, or is not a key that an
     *             HTTP header can carry
     */
    public String unseal(String provider, SealedKey key) throws GeneralSecurityException {
        String secret = new String(keys.decrypt(bytes(key.sealed()), SealedKey.place(provider, key.name())),
                StandardCharsets.UTF_8);
        if (!secret.matches(SealedKey.SENDABLE)) {
            throw new GeneralSecurityException("not a key that an HTTP header can carry");
        }
        return secret;
    }

    private static byte[] bytes(String base64) throws GeneralSecurityException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("not Base64");
        }
    }
}
