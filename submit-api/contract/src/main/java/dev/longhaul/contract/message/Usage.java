package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as the provider reported them, in OpenAI's meaning: cached tokens are part of the prompt, reasoning tokens
 * part of the completion.
 *
 * @param cacheWriteTokens
 *            part of the prompt that the provider wrote to its cache, other than the cached; an older sender does not
 *            name it
 */
public record Usage(long promptTokens, long completionTokens, long cachedTokens, long reasoningTokens,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long cacheWriteTokens) {

    public static final Usage NONE = new Usage(0, 0, 0, 0);

    /** One that wrote nothing to the provider's cache. */
    public Usage(long promptTokens, long completionTokens, long cachedTokens, long reasoningTokens) {
        this(promptTokens, completionTokens, cachedTokens, reasoningTokens, 0);
    }

    @JsonCreator
    static Usage read(@JsonProperty("promptTokens") long promptTokens,
            @JsonProperty("completionTokens") long completionTokens, @JsonProperty("cachedTokens") long cachedTokens,
            @JsonProperty("reasoningTokens") long reasoningTokens,
            @JsonProperty("cacheWriteTokens") @Nullable Long cacheWriteTokens) {
        return new Usage(promptTokens, completionTokens, cachedTokens, reasoningTokens,
                cacheWriteTokens == null ? 0 : cacheWriteTokens);
    }

    public long totalTokens() {
        return promptTokens + completionTokens;
    }

    public Usage plus(Usage other) {
        return new Usage(promptTokens + other.promptTokens, completionTokens + other.completionTokens,
                cachedTokens + other.cachedTokens, reasoningTokens + other.reasoningTokens,
                cacheWriteTokens + other.cacheWriteTokens);
    }
}
