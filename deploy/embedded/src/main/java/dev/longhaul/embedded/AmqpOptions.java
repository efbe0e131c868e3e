package dev.longhaul.embedded;

import java.nio.file.Path;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How an {@link EmbeddedAmqp} is started.
 *
 * @param directory
 *            where exchanges, queues and durable messages are kept; null keeps everything in memory
 * @param port
 *            loopback port, or 0 for a free one
 * @param user
 *            the only account; letters, digits and {@code . _ ~ -}, because it stands in a URI that clients decode
 *            differently
 * @param password
 *            as {@code user}
 */
public record AmqpOptions(@Nullable Path directory, int port, String user, String password) {

    private static final Pattern NEEDS_NO_ENCODING = Pattern.compile("[A-Za-z0-9._~-]+");

    public AmqpOptions {
        if (!NEEDS_NO_ENCODING.matcher(user).matches() || !NEEDS_NO_ENCODING.matcher(password).matches()) {
            throw new IllegalArgumentException(
                    "User and password of the embedded AMQP broker may only have letters, digits and . _ ~ -");
        }
    }

    /** Nothing on disk, a free port, user and password {@code longhaul}. */
    public static AmqpOptions inMemory() {
        return new AmqpOptions(null, 0, "longhaul", "longhaul");
    }

    /** Kept in the directory, a free port, user and password {@code longhaul}. */
    public static AmqpOptions in(Path directory) {
        return new AmqpOptions(directory, 0, "longhaul", "longhaul");
    }

    public AmqpOptions withPort(int newPort) {
        return new AmqpOptions(directory, newPort, user, password);
    }

    public AmqpOptions withAccount(String newUser, String newPassword) {
        return new AmqpOptions(directory, port, newUser, newPassword);
    }

    @Override
    public String toString() {
        return "AmqpOptions[directory=" + directory + ", port=" + port + ", user=" + user + "]";
    }
}
