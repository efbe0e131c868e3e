package dev.longhaul.api.providerkey;

import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HybridConfig2026;
import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.request.ProviderKeyRequest;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.key.SealedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The workers' public key: what it encrypts, only workers can read. Thread-safe. */
public final class WorkerKeyset {

    private static final Configuration TINK = HybridConfig2026.get();

    private final @Nullable HybridEncrypt key;

    private WorkerKeyset(@Nullable HybridEncrypt key) {
        this.key = key;
    }

    /**
     * @param setting
     *            the public keyset itself, in Tink's JSON, or the name of the file that holds it; blank for none
     * @throws IllegalArgumentException
     *             when it is neither
     */
    public static WorkerKeyset of(@Nullable String setting) {
        if (setting == null || setting.isBlank()) {
            return new WorkerKeyset(null);
        }
        try {
            String json = setting.strip().startsWith("{") ? setting : Files.readString(Path.of(setting.strip()));
            return new WorkerKeyset(TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(json, TINK).getPrimitive(TINK,
                    HybridEncrypt.class));
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("no such file can be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("it is not a public keyset", e);
        }
    }

    /**
     * Encrypts a key for the workers and for this provider.
     *
     * @throws ApiException
     *             when the public key is not known
     */
    SealedKey seal(String provider, ProviderKeyRequest request) {
        if (key == null) {
            throw ApiException.of(ErrorCode.WORKER_KEYSET_MISSING,
                    "Keys cannot be encrypted for the workers: make a pair "
                            + "of keysets with 'java -jar relay-worker.jar new-keyset' and let longhaul.api.worker-keyset name "
                            + "the public one.");
        }
        try {
            byte[] sealed = key.encrypt(request.apiKey().getBytes(StandardCharsets.UTF_8),
                    SealedKey.place(provider, request.name()));
            return new SealedKey(request.name(), Base64.getEncoder().encodeToString(sealed), request.weight(),
                    request.requestsPerMinute(), request.tokensPerMinute());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a good public key encrypts whatever it is given", e);
        }
    }
}
