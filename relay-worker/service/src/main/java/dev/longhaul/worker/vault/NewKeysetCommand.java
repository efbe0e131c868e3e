package dev.longhaul.worker.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HpkeParameters;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code new-keyset}: makes the workers' pair of keysets. */
public final class NewKeysetCommand {

    /** The argument that asks for it. */
    public static final String NAME = "new-keyset";

    private NewKeysetCommand() {}

    /**
     * @param arguments
     *            where the master key is, the file for the private keyset and the one for the public keyset, which must
     *            not be there yet
     * @param environment
     *            gives the value of an environment variable, or null
     * @return the exit status
     */
    public static int run(List<String> arguments, UnaryOperator<@Nullable String> environment, PrintStream out) {
        if (arguments.size() != 3) {
            out.println("usage: " + NAME + " env:NAME|file:/path <private keyset> <public keyset>");
            return 2;
        }
        Path secret = Path.of(arguments.get(1));
        Path open = Path.of(arguments.get(2));
        try {
            Aead master = MasterKey.open(arguments.get(0), environment);
            KeysetHandle keys = KeysetHandle.generateNew(parameters(), KeyVault.TINK);
            String sealed = TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(keys, master, KeyVault.PURPOSE,
                    KeyVault.TINK);
            String published = TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(keys.getPublicKeysetHandle(),
                    KeyVault.TINK);
            Files.writeString(secret, sealed, StandardOpenOption.CREATE_NEW);
            Files.writeString(open, published, StandardOpenOption.CREATE_NEW);
        } catch (UnusableKeysetException e) {
            out.println(e.getMessage());
            return 1;
        } catch (IOException e) {
            out.println("not written, because it is there already or cannot be: " + e.getMessage());
            return 1;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a new keyset cannot be made", e);
        }
        out.println("For the workers (longhaul.worker.keyset), encrypted with the master key: " + secret);
        out.println("For submit-api (longhaul.api.worker-keyset), no secret: " + open);
        return 0;
    }

    private static HpkeParameters parameters() throws GeneralSecurityException {
        return HpkeParameters.builder().setKemId(HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256)
                .setKdfId(HpkeParameters.KdfId.HKDF_SHA256).setAeadId(HpkeParameters.AeadId.AES_256_GCM)
                .setVariant(HpkeParameters.Variant.TINK).build();
    }
}
