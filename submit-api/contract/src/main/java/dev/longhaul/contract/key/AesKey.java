package dev.longhaul.contract.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an AES-256 key, from where a setting says that they are: an environment variable ({@code env:NAME}) or a
 * file ({@code file:/path}), as Base64.
 */
public final class AesKey {

    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";
    private static final int BYTES = 32;

    private AesKey() {}

    /** Whether a setting names such a place. */
    public static boolean isPlace(String setting) {
        return setting.startsWith(ENVIRONMENT) || setting.startsWith(FILE);
    }

    /**
     * @param place
     *            see {@link #isPlace}
     * @param environment
     *            gives the value of an environment variable, or null
     * @throws IllegalArgumentException
     *             that names the place and says what is wrong, and nothing of what is there
     */
    public static byte[] read(String place, UnaryOperator<@Nullable String> environment) {
        String text = place.startsWith(ENVIRONMENT)
                ? environment.apply(place.substring(ENVIRONMENT.length()))
                : readFile(place);
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException(
                    place + " is not set: set it to the output of 'openssl rand -base64 32'");
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text.strip());
            if (bytes.length == BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // said below, without a word of the text
        }
        throw new IllegalArgumentException(
                place + " is not " + BYTES + " bytes in Base64: make one with 'openssl rand -base64 32'");
    }

    private static String readFile(String place) {
        try {
            return Files.readString(Path.of(place.substring(FILE.length())));
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(place + " cannot be read (" + e.getClass().getSimpleName()
                    + "): make the file with 'openssl rand -base64 32'", e);
        }
    }
}
