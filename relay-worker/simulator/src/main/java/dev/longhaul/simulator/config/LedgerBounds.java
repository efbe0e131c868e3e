package dev.longhaul.simulator.config;

/**
 * How much the ledger remembers.
 *
 * @param jobs
 *            jobs, and as many prompts, that are counted one by one; about 90 bytes each once seen
 * @param calls
 *            latest calls that are kept with their particulars
 */
public record LedgerBounds(int jobs, int calls) {

    void check(Problems problems) {
        problems.between(jobs, 0, 20_000_000, "jobs");
        problems.between(calls, 0, 1_000_000, "calls");
    }
}
