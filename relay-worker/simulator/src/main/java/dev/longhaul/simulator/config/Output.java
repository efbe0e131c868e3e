package dev.longhaul.simulator.config;

/**
 * Length and pace of the answers.
 *
 * @param minTokens
 *            shortest answer in tokens, from 1
 * @param maxTokens
 *            longest answer in tokens; the prompt's fingerprint picks a length between the two
 * @param tokensPerSecond
 *            pace of a streamed answer after its first byte; 0 sends it in one piece
 * @param tokensPerChunk
 *            tokens in one streamed chunk
 */
public record Output(int minTokens, int maxTokens, double tokensPerSecond, int tokensPerChunk) {

    private static final int MOST_TOKENS = 200_000;

    void check(Problems problems) {
        problems.between(minTokens, 1, MOST_TOKENS, "minTokens");
        problems.between(maxTokens, 1, MOST_TOKENS, "maxTokens");
        problems.require(maxTokens >= minTokens, "maxTokens", "must not be less than minTokens");
        problems.between(tokensPerSecond, 0, 1_000_000, "tokensPerSecond");
        problems.between(tokensPerChunk, 1, MOST_TOKENS, "tokensPerChunk");
    }
}
