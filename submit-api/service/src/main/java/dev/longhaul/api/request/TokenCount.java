package dev.longhaul.api.request;

import dev.longhaul.contract.job.TokenEstimate;

/**
 * A rough count of a job's tokens before it is called, for fairness between tenants: a quarter of the request's bytes
 * (English text has about four bytes a token) and what the request allows for each answer, or a configured number where
 * it says nothing.
 */
final class TokenCount {

    private static final int BYTES_PER_TOKEN = 4;

    private TokenCount() {}

    static TokenEstimate of(int requestBytes, long completionTokens, long answers) {
        long completion = Math.max(0, completionTokens) * Math.max(1, answers);
        return new TokenEstimate(requestBytes / BYTES_PER_TOKEN, (int) Math.min(completion, Integer.MAX_VALUE));
    }
}
