package dev.longhaul.simulator.ledger;

import java.util.Map;

/**
 * The sums of the ledger at one moment.
 *
 * @param asked
 *            calls that arrived since the last reset
 * @param billed
 *            ended calls for which a completion was generated
 * @param promptTokens
 *            tokens of prompts that are billed
 * @param completionTokens
 *            tokens of completions that are billed
 * @param inFlight
 *            calls that are open now
 * @param maxInFlight
 *            most calls that were open at a time
 * @param jobs
 *            jobs that are counted one by one
 * @param prompts
 *            prompts that are counted one by one
 * @param uncounted
 *            calls whose job or prompt found no room
 * @param byProvider
 *            ended calls by provider
 * @param byModel
 *            ended calls by model
 * @param byKey
 *            ended calls by the first hex digits of the key's SHA-256
 * @param byStatus
 *            ended calls by HTTP status, 0 for none
 * @param byOutcome
 *            ended calls by how they ended
 */
public record LedgerTotals(long asked, long billed, long promptTokens, long completionTokens, int inFlight,
        int maxInFlight, int jobs, int prompts, long uncounted, Map<String, Sum> byProvider, Map<String, Sum> byModel,
        Map<String, Sum> byKey, Map<String, Sum> byStatus, Map<String, Sum> byOutcome) {

    /**
     * A sum over calls.
     *
     * @param calls
     *            ended calls
     * @param billed
     *            of these, the ones for which a completion was generated
     * @param promptTokens
     *            billed tokens of prompts
     * @param completionTokens
     *            billed tokens of completions
     */
    public record Sum(long calls, long billed, long promptTokens, long completionTokens) {

        private static final Sum NOTHING = new Sum(0, 0, 0, 0);
    }

    /** Ended calls with this HTTP status, 0 for none. */
    public Sum status(int status) {
        return byStatus.getOrDefault(Integer.toString(status), Sum.NOTHING);
    }

    /** Ended calls that ended this way. */
    public Sum outcome(Outcome outcome) {
        return byOutcome.getOrDefault(outcome.label(), Sum.NOTHING);
    }
}
