package dev.longhaul.simulator;

import dev.longhaul.simulator.config.SimulatorConfig;
import dev.longhaul.simulator.ledger.LedgerTotals;
import dev.longhaul.simulator.server.SimulatorServer;
import java.time.Clock;
import java.util.function.UnaryOperator;

/**
 * A server that plays the providers: OpenAI's chat completions, Anthropic's messages and Gemini's generateContent, with
 * the latency, limits and faults that it is set to, and a ledger of what it was asked and would have billed.
 *
 * <p>
 * Safe for any thread.
 */
public final class Simulator implements AutoCloseable {

    private final SimulatorServer server;
    private final String host;

    private Simulator(SimulatorServer server, String host) {
        this.server = server;
        this.host = host;
    }

    /**
     * Starts a simulator and waits until it listens.
     *
     * @throws dev.longhaul.simulator.config.InvalidConfig
     *             when a field is out of range
     * @throws IllegalStateException
     *             when it cannot listen
     */
    public static Simulator start(SimulatorConfig config) {
        return start(config, Clock.systemUTC());
    }

    /** The same with another clock, which dates answers and ledger entries and fills the buckets of the limits. */
    public static Simulator start(SimulatorConfig config, Clock clock) {
        return new Simulator(SimulatorServer.start(config, clock), config.listen().host());
    }

    /** The port that it listens on. */
    public int port() {
        return server.port();
    }

    /** The address, such as {@code http://127.0.0.1:8090}, without a slash at the end. */
    public String baseUrl() {
        return "http://" + host + ":" + port();
    }

    /** The configuration in force. */
    public SimulatorConfig config() {
        return server.config();
    }

    /**
     * Changes the configuration between two calls; parts whose settings stay the same keep their state.
     *
     * @return the configuration then in force
     * @throws dev.longhaul.simulator.config.InvalidConfig
     *             when a field is out of range, or {@code listen} would change
     */
    public SimulatorConfig configure(UnaryOperator<SimulatorConfig> change) {
        return server.configure(change);
    }

    /** The sums of the ledger at this moment. */
    public LedgerTotals ledger() {
        return server.ledger();
    }

    /** Forgets what was asked so far, except the calls that are open. */
    public void resetLedger() {
        server.resetLedger();
    }

    /** Closes every connection and waits until the port is free. The ledger can still be read afterwards. */
    @Override
    public void close() {
        server.close();
    }
}
