package dev.longhaul.worker.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.security.GeneralSecurityException;

/** A key management service with one key. */
public final class TestKmsClient implements KmsClient {

    static final String KEY = "test-kms://key";

    @Override
    public boolean doesSupport(String keyUri) {
        return keyUri.startsWith("test-kms:");
    }

    @Override
    public KmsClient withCredentials(String credentialPath) {
        return this;
    }

    @Override
    public KmsClient withDefaultCredentials() {
        return this;
    }

    @Override
    public Aead getAead(String keyUri) throws GeneralSecurityException {
        if (!keyUri.equals(KEY)) {
            throw new GeneralSecurityException("no such key");
        }
        return new AesGcmJce(new byte[32]);
    }
}
