package dev.longhaul.embedded;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How an {@link EmbeddedKafka} is started.
 *
 * @param directory
 *            where logs and metadata are kept
 * @param port
 *            loopback port of the clients' listener, or 0 for a free one; it may differ from start to start
 * @param partitions
 *            partitions of a topic that is created without a number of its own
 * @param retention
 *            how long records are kept, unless the topic says otherwise
 * @param sessionTimeout
 *            how long a start after an unclean stop waits for the session of the broker's earlier life, and how long a
 *            pause of the whole process may be before the broker is fenced for a moment (producers and consumers
 *            retry); the heartbeat is a fifth of it
 */
public record KafkaOptions(Path directory, int port, int partitions, Duration retention, Duration sessionTimeout) {

    public KafkaOptions {
        if (sessionTimeout.toMillis() < 500) {
            throw new IllegalArgumentException("A broker session timeout under 500 ms fences the broker in a GC pause");
        }
    }

    /** A free port, 12 partitions, seven days, a session of 1.5 s. */
    public static KafkaOptions in(Path directory) {
        return new KafkaOptions(directory, 0, 12, Duration.ofDays(7), Duration.ofMillis(1500));
    }

    public KafkaOptions withPort(int newPort) {
        return new KafkaOptions(directory, newPort, partitions, retention, sessionTimeout);
    }

    public KafkaOptions withPartitions(int newPartitions) {
        return new KafkaOptions(directory, port, newPartitions, retention, sessionTimeout);
    }

    public KafkaOptions withRetention(Duration newRetention) {
        return new KafkaOptions(directory, port, partitions, newRetention, sessionTimeout);
    }

    public KafkaOptions withSessionTimeout(Duration newSessionTimeout) {
        return new KafkaOptions(directory, port, partitions, retention, newSessionTimeout);
    }
}
