package dev.longhaul.client;

import tools.jackson.databind.JsonNode;

/**
 * Tokens in OpenAI's meaning.
 *
 * @param prompt
 *            read
 * @param completion
 *            written, with those of reasoning
 */
public record Tokens(long prompt, long completion) {

    public static final Tokens NONE = new Tokens(0, 0);

    /** Reads an OpenAI {@code usage} object; what is missing counts as 0. */
    public static Tokens of(JsonNode usage) {
        return new Tokens(usage.path("prompt_tokens").asLong(0), usage.path("completion_tokens").asLong(0));
    }

    public long total() {
        return prompt + completion;
    }

    public Tokens plus(Tokens other) {
        return new Tokens(prompt + other.prompt, completion + other.completion);
    }
}
