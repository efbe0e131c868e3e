package dev.longhaul.bench.platform;

import dev.longhaul.bench.measure.MeasuredProcess;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A platform that takes jobs. Closing it stops what the bench has started, and removes its data.
 *
 * @param description
 *            what runs where, for the reader of the figures
 * @param url
 *            of the API, without a slash at the end
 * @param apiKeys
 *            one or more, each of another tenant
 * @param adminKey
 *            for plans of tenants; null where the bench has none
 * @param simulatorUrl
 *            of the simulator that it calls
 * @param processes
 *            those whose CPU and memory can be measured; empty when they are unknown
 * @param own
 *            what can be killed and looked into; null where the bench has not started it in processes
 * @param parts
 *            what is closed with it
 */
public record Platform(String description, String url, List<String> apiKeys, @Nullable String adminKey,
        String simulatorUrl, List<MeasuredProcess> processes, @Nullable Own own,
        AutoCloseable parts) implements AutoCloseable {

    public Platform {
        apiKeys = List.copyOf(apiKeys);
        processes = List.copyOf(processes);
    }

    /**
     * Of a platform in processes of its own.
     *
     * @param services
     *            each process of services
     * @param amqpUri
     *            of its broker
     */
    public record Own(List<RunningService> services, String amqpUri) {}

    /** The name of a tenant of the bench's own processes, whose key is at this place in {@link #apiKeys}. */
    public static String tenant(int index) {
        return "tenant-" + (index + 1);
    }

    @Override
    public void close() {
        try {
            parts.close();
        } catch (Exception e) {
            throw new IllegalStateException("The platform did not stop", e);
        }
    }
}
