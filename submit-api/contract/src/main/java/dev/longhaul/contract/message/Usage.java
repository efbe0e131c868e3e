package dev.longhaul.contract.message;

/**
 * Tokens as the provider reported them, in OpenAI's meaning: cached tokens are part of the prompt, reasoning tokens
 * part of the completion.
 */
public record Usage(long promptTokens, long completionTokens, long cachedTokens, long reasoningTokens) {

    public static final Usage NONE = new Usage(0, 0, 0, 0);

    public long totalTokens() {
        return promptTokens + completionTokens;
    }

    public Usage plus(Usage other) {
        return new Usage(promptTokens + other.promptTokens, completionTokens + other.completionTokens,
                cachedTokens + other.cachedTokens, reasoningTokens + other.reasoningTokens);
    }
}
