package dev.longhaul.simulator.ledger;

import dev.longhaul.simulator.config.Provider;
import java.time.Instant;

/**
 * A call that has ended.
 *
 * @param at
 *            when the request was complete
 * @param provider
 *            in whose format it came
 * @param model
 *            the model asked for; empty when the request could not be read
 * @param key
 *            first hex digits of the SHA-256 of the API key; empty when there was none
 * @param job
 *            value of the header {@code x-longhaul-job}; empty when there was none
 * @param prompt
 *            fingerprint of the question; empty when the request could not be read
 * @param status
 *            HTTP status; 0 when none was sent
 * @param outcome
 *            how it ended
 * @param billed
 *            whether a completion was generated, in whole or in part
 * @param promptTokens
 *            tokens of the prompt that are billed
 * @param completionTokens
 *            tokens of the completion that are billed
 * @param tookMicros
 *            time from the complete request to the end, in microseconds
 */
public record CallRecord(Instant at, Provider provider, String model, String key, String job, String prompt,
        int status, Outcome outcome, boolean billed, int promptTokens, int completionTokens, long tookMicros) {

    /** The job that the caller named, without the epoch and attempt after it; empty when it named none. */
    public String jobId() {
        return jobId(job);
    }

    /** The job in a value of the header {@code x-longhaul-job}, such as {@code job_…;epoch=1;attempt=1}. */
    public static String jobId(String header) {
        int semicolon = header.indexOf(';');
        return semicolon < 0 ? header : header.substring(0, semicolon);
    }
}
