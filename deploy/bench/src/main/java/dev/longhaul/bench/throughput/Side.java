package dev.longhaul.bench.throughput;

import dev.longhaul.bench.load.Tally;
import dev.longhaul.bench.measure.ProcessUse;
import java.util.List;

/**
 * One way to get the answers, measured.
 *
 * @param jobsPerSecond
 *            from the submit of the first to the result of the last
 * @param providerCalls
 *            what the simulator's ledger says it was asked
 * @param cpuSecondsPerThousand
 *            of everything but the provider
 */
record Side(Tally tally, double jobsPerSecond, long providerCalls, double cpuSecondsPerThousand,
        List<ProcessUse> processes) {

    static Side of(Tally tally, long providerCalls, List<ProcessUse> processes) {
        return new Side(tally, tally.perSecond(), providerCalls, ProcessUse.perThousandWithoutProvider(processes),
                processes);
    }

    /** Every answer belongs to its prompt, and the provider was asked once for each. */
    boolean isRight() {
        return tally.allRight() && providerCalls == tally.jobs();
    }

    /** Every answer belongs to its prompt, and the provider was asked once for each at most. */
    boolean isRightWithSharing() {
        return tally.allRight() && providerCalls <= tally.jobs();
    }

    /** The part of the jobs that were answered without a call of their own. */
    double shared() {
        return 1 - (double) providerCalls / tally.jobs();
    }
}
