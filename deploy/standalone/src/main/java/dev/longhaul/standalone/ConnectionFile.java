package dev.longhaul.standalone;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;

/** {@code client.properties} in the data directory: what the command line needs to reach a standalone that is up. */
final class ConnectionFile {

    private ConnectionFile() {}

    static void write(Standalone standalone, Path data) {
        Properties connection = new Properties();
        connection.setProperty("url", standalone.url());
        connection.setProperty("api-key", standalone.apiKey());
        Path file = data.resolve("client.properties");
        Path fresh = data.resolve("client.properties.new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (OutputStream out = Files.newOutputStream(fresh)) {
                connection.store(out, "longhaul --config this-file");
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StandaloneException("The connection file " + file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
