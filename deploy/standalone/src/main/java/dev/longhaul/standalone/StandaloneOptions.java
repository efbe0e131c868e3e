package dev.longhaul.standalone;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a standalone is started.
 *
 * @param data
 *            directory of everything that is kept
 * @param port
 *            of the API; the other services answer on the ports after it, 0 for free ports everywhere
 * @param slots
 *            provider calls at a time
 * @param simulatorLatency
 *            until the simulator's first byte
 */
public record StandaloneOptions(Path data, int port, int slots, Duration simulatorLatency) {

    static final int DEFAULT_PORT = 8080;

    /** Port 8080, 64 slots, answers of the simulator after 200 ms. */
    public static StandaloneOptions in(Path data) {
        return new StandaloneOptions(data, DEFAULT_PORT, 64, Duration.ofMillis(200));
    }

    public StandaloneOptions withPort(int newPort) {
        return new StandaloneOptions(data, newPort, slots, simulatorLatency);
    }

    public StandaloneOptions withSlots(int newSlots) {
        return new StandaloneOptions(data, port, newSlots, simulatorLatency);
    }

    public StandaloneOptions withSimulatorLatency(Duration newLatency) {
        return new StandaloneOptions(data, port, slots, newLatency);
    }
}
