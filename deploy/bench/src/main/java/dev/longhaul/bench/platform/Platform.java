package dev.longhaul.bench.platform;

import dev.longhaul.bench.measure.MeasuredProcess;
import java.util.List;

/**
 * A platform that takes jobs. Closing it stops what the bench has started, and removes its data.
 *
 * @param description
 *            what runs where, for the reader of the figures
 * @param url
 *            of the API, without a slash at the end
 * @param apiKeys
 *            one or more, each of another tenant
 * @param simulatorUrl
 *            of the simulator that it calls
 * @param processes
 *            those whose CPU and memory can be measured; empty when they are unknown
 * @param parts
 *            what is closed with it
 */
public record Platform(String description, String url, List<String> apiKeys, String simulatorUrl,
        List<MeasuredProcess> processes, AutoCloseable parts) implements AutoCloseable {

    public Platform {
        apiKeys = List.copyOf(apiKeys);
        processes = List.copyOf(processes);
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
