package dev.longhaul.simulator.config;

import java.util.List;

/**
 * Everything that can be set. Immutable; all but {@code listen} can be changed while the server runs.
 *
 * @param listen
 *            where the server listens
 * @param seed
 *            start of every random sequence (latencies, probabilities of faults)
 * @param access
 *            accepted keys and existing models
 * @param latency
 *            time to the first byte
 * @param output
 *            length and pace of the answers
 * @param parallel
 *            most open calls
 * @param markers
 *            whether markers in prompts, such as {@code [[sim:status=503]]}, are obeyed
 * @param ledger
 *            how much the ledger remembers
 */
public record SimulatorConfig(Listen listen, long seed, Access access, Latency latency, Output output,
        List<RateLimit> limits, boolean retryAfterMs, Parallel parallel, List<FaultRule> faults, boolean markers,
        LedgerBounds ledger) {

    public SimulatorConfig {
        limits = List.copyOf(limits);
        faults = List.copyOf(faults);
    }

    /** No latency, answers of 16 to 48 tokens, any key, any model, no limits, no faults, a free port on loopback. */
    public static SimulatorConfig defaults() {
        return new SimulatorConfig(new Listen("127.0.0.1", 0), 1, new Access(List.of(), List.of()), Latency.none(),
                new Output(16, 48, 0, 1), List.of(), true, new Parallel(0, 429), List.of(), true,
                new LedgerBounds(2_000_000, 1_000));
    }

    /**
     * Reads a whole or partial configuration; what it leaves out keeps its default.
     *
     * @param text
     *            YAML or JSON
     * @throws InvalidConfig
     *             when it cannot be read or a field is unknown or out of range
     */
    public static SimulatorConfig parse(String text) {
        return ConfigText.merge(defaults(), ConfigText.readYaml(text));
    }

    /**
     * This configuration with some fields changed, as a JSON merge patch (RFC 7396): objects are merged, lists are
     * replaced, {@code null} sets a field back to its default.
     *
     * @param json
     *            the fields to change
     * @throws InvalidConfig
     *             when it cannot be read, a field is unknown or out of range, or {@code listen} would change
     */
    public SimulatorConfig patched(String json) {
        return changedTo(overridden(json));
    }

    /**
     * Another configuration, if a running simulator can change from this one to it.
     *
     * @throws InvalidConfig
     *             when a field is out of range or {@code listen} would change
     */
    public SimulatorConfig changedTo(SimulatorConfig other) {
        var problems = new Problems();
        problems.require(other.listen.equals(listen), "listen", "can only be set at the start");
        other.check(problems);
        problems.throwIfAny();
        return other;
    }

    /**
     * Checks every field; configurations that were read from text are checked already.
     *
     * @throws InvalidConfig
     *             when one is out of range
     */
    public void requireValid() {
        var problems = new Problems();
        check(problems);
        problems.throwIfAny();
    }

    /**
     * The same as {@link #patched}, with {@code listen} allowed to change: for options that are laid over a file before
     * the start.
     */
    public SimulatorConfig overridden(String json) {
        return ConfigText.merge(this, ConfigText.readJson(json));
    }

    /** This configuration as JSON, readable by {@link #parse}. */
    public String toJson() {
        return ConfigText.write(this);
    }

    /** The same with another place to listen. */
    public SimulatorConfig withListen(Listen other) {
        return new SimulatorConfig(other, seed, access, latency, output, limits, retryAfterMs, parallel, faults,
                markers, ledger);
    }

    /** The same with another latency. */
    public SimulatorConfig withLatency(Latency other) {
        return new SimulatorConfig(listen, seed, access, other, output, limits, retryAfterMs, parallel, faults, markers,
                ledger);
    }

    /** The same with another length and pace of answers. */
    public SimulatorConfig withOutput(Output other) {
        return new SimulatorConfig(listen, seed, access, latency, other, limits, retryAfterMs, parallel, faults,
                markers, ledger);
    }

    /** The same with other limits per minute. */
    public SimulatorConfig withLimits(RateLimit... others) {
        return new SimulatorConfig(listen, seed, access, latency, output, List.of(others), retryAfterMs, parallel,
                faults, markers, ledger);
    }

    /** The same with another number of calls that may be open. */
    public SimulatorConfig withParallel(Parallel other) {
        return new SimulatorConfig(listen, seed, access, latency, output, limits, retryAfterMs, other, faults, markers,
                ledger);
    }

    /** The same with another fault script. */
    public SimulatorConfig withFaults(FaultRule... others) {
        return new SimulatorConfig(listen, seed, access, latency, output, limits, retryAfterMs, parallel,
                List.of(others), markers, ledger);
    }

    private void check(Problems problems) {
        listen.check(problems.in("listen"));
        latency.check(problems.in("latency"));
        output.check(problems.in("output"));
        for (int i = 0; i < limits.size(); i++) {
            limits.get(i).check(problems.in("limits[" + i + "]"));
        }
        parallel.check(problems.in("parallel"));
        for (int i = 0; i < faults.size(); i++) {
            faults.get(i).check(problems.in("faults[" + i + "]"));
        }
        ledger.check(problems.in("ledger"));
    }
}
