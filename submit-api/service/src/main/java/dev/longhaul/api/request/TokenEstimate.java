package dev.longhaul.api.request;

/**
 * A rough count of a job's tokens before it is called, for fairness between tenants: a quarter of the request's bytes
 * (English text has about four bytes a token) and what the request allows for each answer, or a configured number where
 * it says nothing.
 */
final class TokenEstimate {

    private static final int BYTES_PER_TOKEN = 4;

    private TokenEstimate() {}

    static int of(int requestBytes, long completionTokens, long answers) {
        long estimate = requestBytes / BYTES_PER_TOKEN + Math.max(0, completionTokens) * Math.max(1, answers);
        return (int) Math.min(estimate, Integer.MAX_VALUE);
    }
}
