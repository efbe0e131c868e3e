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
public record StandaloneOptions(Path data, int port, int slots, Duration simulatorLatency) {}
