package dev.longhaul.worker.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import dev.longhaul.contract.key.SealedKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pair of keysets as an operator makes it, and what submit-api does with the public one. */
public final class WorkerKeysets {

    private final Path directory;

    private WorkerKeysets(Path directory) {
        this.directory = directory;
    }

    /** Makes a pair in a directory that is empty. */
    public static WorkerKeysets create(Path directory) {
        WorkerKeysets made = new WorkerKeysets(directory);
        try {
            Files.writeString(directory.resolve("master.key"),
                    Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(
                            StandardCharsets.UTF_8)) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        assertThat(NewKeysetCommand.run(
                List.of(made.masterKey(), made.keyset().toString(), directory.resolve("public.json").toString()),
                name -> null, new PrintStream(said, true, StandardCharsets.UTF_8))).as("%s", said).isZero();
        return made;
    }

    public Path keyset() {
        return directory.resolve("private.json");
    }

    public String masterKey() {
        return "file:" + directory.resolve("master.key");
    }

    /** What makes a worker take keys at run time. */
    public String[] settings() {
        return new String[]{"--longhaul.worker.keyset=" + keyset(), "--longhaul.worker.master-key=" + masterKey()};
    }

    public SealedKey seal(String provider, String name, String secret) {
        return seal(provider, name, secret, null);
    }

    public SealedKey seal(String provider, String name, String secret, @Nullable Long requestsPerMinute) {
        try {
            byte[] sealed = TinkJsonProtoKeysetFormat
                    .parseKeysetWithoutSecret(Files.readString(directory.resolve("public.json")), KeyVault.TINK)
                    .getPrimitive(KeyVault.TINK, HybridEncrypt.class)
                    .encrypt(secret.getBytes(StandardCharsets.UTF_8), SealedKey.place(provider, name));
            return new SealedKey(name, Base64.getEncoder().encodeToString(sealed), 1, requestsPerMinute, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
