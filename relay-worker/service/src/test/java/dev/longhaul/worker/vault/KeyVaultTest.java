package dev.longhaul.worker.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longhaul.contract.key.SealedKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyVaultTest {

    private static final String SECRET = "sk-the-secret";
    private static final Map<String, String> ENVIRONMENT = Map.of("GOOD",
            "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "OTHER", "MTEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            "SHORT", "MDEyMw==", "GARBAGE", "***");

    @TempDir
    private Path directory;
    private WorkerKeysets keysets;

    @BeforeEach
    void make() {
        keysets = WorkerKeysets.create(directory);
    }

    @Test
    void what_was_sealed_for_the_workers_they_can_read() throws Exception {
        SealedKey sealed = keysets.seal("openai", "main", SECRET);

        assertThat(open(keysets.masterKey()).unseal("openai", sealed)).isEqualTo(SECRET);
        assertThat(open("env:GOOD").unseal("openai", sealed)).isEqualTo(SECRET);
        assertThat(sealed.toString()).doesNotContain(SECRET);
    }

    @Test
    void a_key_that_was_copied_elsewhere_cannot_be_read() {
        KeyVault vault = open(keysets.masterKey());
        SealedKey sealed = keysets.seal("openai", "main", SECRET);

        assertThatThrownBy(() -> vault.unseal("groq", sealed)).isInstanceOf(GeneralSecurityException.class);
        SealedKey renamed = new SealedKey("spare", sealed.sealed(), 1, null, null);
        assertThatThrownBy(() -> vault.unseal("openai", renamed)).isInstanceOf(GeneralSecurityException.class);
        SealedKey garbage = new SealedKey("main", "no Base64!", 1, null, null);
        assertThatThrownBy(() -> vault.unseal("openai", garbage)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void a_key_for_other_workers_cannot_be_read() throws Exception {
        WorkerKeysets others = WorkerKeysets.create(Files.createDirectory(directory.resolve("others")));
        SealedKey sealed = others.seal("openai", "main", SECRET);

        assertThatThrownBy(() -> open(keysets.masterKey()).unseal("openai", sealed))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void what_no_header_can_carry_is_no_key() {
        SealedKey sealed = keysets.seal("openai", "main", SECRET + "\r\nhost: elsewhere");

        assertThatThrownBy(() -> open(keysets.masterKey()).unseal("openai", sealed))
                .isInstanceOf(GeneralSecurityException.class).hasMessageNotContaining(SECRET);
    }

    @Test
    void a_key_of_a_key_management_service_opens_a_keyset() throws Exception {
        Path own = directory.resolve("kms.json");
        assertThat(command(TestKmsClient.KEY, own.toString(), directory.resolve("kms-public.json").toString()))
                .contains("submit-api");

        assertThat(KeyVault.open(own, TestKmsClient.KEY, ENVIRONMENT::get)).isNotNull();
        assertFault(own, "test-kms://other", "does not give the master key test-kms://other: no such key");
        assertFault(own, "no-kms://key", "the master key no-kms://key is not known: write env:NAME or file:/path");
    }

    @Test
    void a_wrong_master_key_is_told_and_never_shown() {
        assertFault(keysets.keyset(), "env:OTHER", "is not a private keyset that the master key env:OTHER opens");
        assertFault(keysets.keyset(), "env:ABSENT", "the master key env:ABSENT is not set");
        assertFault(keysets.keyset(), "env:SHORT", "the master key env:SHORT is not 32 bytes in Base64");
        assertFault(keysets.keyset(), "env:GARBAGE", "the master key env:GARBAGE is not 32 bytes in Base64");
        assertFault(keysets.keyset(), "file:" + directory.resolve("absent"), "absent cannot be read (NoSuchFile");
    }

    @Test
    void a_keyset_that_is_none_is_told() {
        assertFault(directory.resolve("absent"), keysets.masterKey(), "absent cannot be read (NoSuchFile");
        assertFault(directory.resolve("public.json"), keysets.masterKey(), "is not a private keyset");
        assertFault(directory.resolve("master.key"), keysets.masterKey(), "is not a private keyset");
    }

    @Test
    void a_keyset_on_disk_shows_nothing_and_is_not_overwritten() throws IOException {
        String before = Files.readString(keysets.keyset());

        assertThat(command(keysets.masterKey(), keysets.keyset().toString(), directory.resolve("new.json").toString()))
                .contains("not written");

        assertThat(Files.readString(keysets.keyset())).isEqualTo(before).contains("encryptedKeyset");
        assertThat(Files.readString(directory.resolve("public.json"))).contains("ASYMMETRIC_PUBLIC");
        assertThat(directory.resolve("new.json")).doesNotExist();
        assertThat(command()).startsWith("usage: new-keyset");
        assertThat(command("env:SHORT", "a", "b")).contains("is not 32 bytes");
    }

    private static String command(String... arguments) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        NewKeysetCommand.run(List.of(arguments), ENVIRONMENT::get,
                new PrintStream(said, true, StandardCharsets.UTF_8));
        return said.toString(StandardCharsets.UTF_8);
    }

    private KeyVault open(String masterKey) {
        return KeyVault.open(keysets.keyset(), masterKey, ENVIRONMENT::get);
    }

    private static void assertFault(Path keyset, String masterKey, String words) {
        assertThatThrownBy(() -> KeyVault.open(keyset, masterKey, ENVIRONMENT::get))
                .isInstanceOf(UnusableKeysetException.class).hasMessageContaining(words).hasNoCause();
    }
}
