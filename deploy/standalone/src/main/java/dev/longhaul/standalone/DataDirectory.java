package dev.longhaul.standalone;

import dev.longhaul.api.key.ApiKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Properties;

/**
 * What a standalone keeps: the servers' data, the catalogue, and the secrets of its first start. One process at a time.
 */
final class DataDirectory implements AutoCloseable {

    private static final String API_KEY = "demo-api-key";
    private static final String ADMIN_KEY = "admin-key";
    private static final String AMQP_PASSWORD = "amqp-password";
    private static final String JOB_ID_SECRET = "job-id-secret";
    private static final int SECRET_BYTES = 32;

    private final Path root;
    private final FileChannel lockFile;
    private final Properties secrets;

    private DataDirectory(Path root, FileChannel lockFile, Properties secrets) {
        this.root = root;
        this.lockFile = lockFile;
        this.secrets = secrets;
    }

    /**
     * @throws StandaloneException
     *             when it cannot be written or another process has it
     */
    static DataDirectory open(Path root) {
        try {
            Files.createDirectories(root);
            FileChannel lockFile = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (!isLocked(lockFile)) {
                lockFile.close();
                throw new StandaloneException("Another standalone runs on " + root.toAbsolutePath()
                        + ". Stop it, or give this one a directory of its own with --data.", null);
            }
            return new DataDirectory(root, lockFile, secrets(root.resolve("secrets.properties")));
        } catch (IOException e) {
            throw new StandaloneException("The data directory " + root.toAbsolutePath()
                    + " cannot be used: " + e.getMessage() + ". Choose another with --data.", e);
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // held by this very JVM
            return false;
        }
    }

    private static Properties secrets(Path file) throws IOException {
        Properties secrets = new Properties();
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                secrets.load(in);
            }
        }
        int known = secrets.size();
        SecureRandom random = new SecureRandom();
        secrets.computeIfAbsent(API_KEY, name -> ApiKey.generate(random).reveal());
        secrets.computeIfAbsent(ADMIN_KEY, name -> ApiKey.generate(random).reveal());
        secrets.computeIfAbsent(AMQP_PASSWORD, name -> hex(random));
        secrets.computeIfAbsent(JOB_ID_SECRET, name -> hex(random));
        if (secrets.size() == known) {
            return secrets;
        }
        StringWriter text = new StringWriter();
        secrets.store(text, "Made at the first start. Whoever has this file can use this Longhaul.");
        writeSecret(file, text.toString());
        return secrets;
    }

    /** Whole or not at all: a kill in the middle must not leave half of a secret. */
    private static void writeSecret(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The file with the key that encrypts what webhooks are signed with; made when it is not there. */
    Path webhookKey() {
        Path file = root.resolve("webhook-master-key");
        if (!Files.exists(file)) {
            byte[] key = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(key);
            try {
                writeSecret(file, Base64.getEncoder().encodeToString(key));
            } catch (IOException e) {
                throw new StandaloneException("The key for webhooks cannot be written to " + file + ": "
                        + e.getMessage(), e);
            }
        }
        return file;
    }

    private static String hex(SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    Path sub(String name) {
        return root.resolve(name);
    }

    /** The catalogue, which is the owner's to edit; the shipped one is put there when there is none. */
    Path catalog() {
        Path file = root.resolve("catalog.yaml");
        if (!Files.exists(file)) {
            try (InputStream shipped = DataDirectory.class.getResourceAsStream("/longhaul-catalog.yaml")) {
                if (shipped == null) {
                    throw new IllegalStateException("the shipped catalogue is missing");
                }
                Files.copy(shipped, file);
            } catch (IOException e) {
                throw new StandaloneException("The catalogue cannot be written to " + file + ": " + e.getMessage(), e);
            }
        }
        return file;
    }

    String apiKey() {
        return secret(API_KEY);
    }

    String adminKey() {
        return secret(ADMIN_KEY);
    }

    String amqpPassword() {
        return secret(AMQP_PASSWORD);
    }

    String jobIdSecret() {
        return secret(JOB_ID_SECRET);
    }

    private String secret(String name) {
        String value = secrets.getProperty(name);
        if (value == null) {
            throw new StandaloneException(root.resolve("secrets.properties") + " lacks " + name
                    + ". Put it back, or delete the file to have new secrets made; keys given out stop working then.",
                    null);
        }
        return value;
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
