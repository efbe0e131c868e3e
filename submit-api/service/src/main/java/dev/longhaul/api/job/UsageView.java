package dev.longhaul.api.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.contract.message.Usage;
import org.jspecify.annotations.Nullable;

/** Tokens in OpenAI's form ({@code CompletionUsage}). */
public record UsageView(@JsonProperty("prompt_tokens") long promptTokens,
        @JsonProperty("completion_tokens") long completionTokens, @JsonProperty("total_tokens") long totalTokens,
        @JsonProperty("prompt_tokens_details") PromptDetails promptDetails,
        @JsonProperty("completion_tokens_details") CompletionDetails completionDetails) {

    public static @Nullable UsageView of(@Nullable Usage usage) {
        return usage == null
                ? null
                : new UsageView(usage.promptTokens(), usage.completionTokens(), usage.totalTokens(),
                        new PromptDetails(usage.cachedTokens(), usage.cacheWriteTokens()),
                        new CompletionDetails(usage.reasoningTokens()));
    }

    /** Of the prompt. */
    public record PromptDetails(@JsonProperty("cached_tokens") long cachedTokens,
            @JsonProperty("cache_write_tokens") long cacheWriteTokens) {}

    /** Of the completion. */
    public record CompletionDetails(@JsonProperty("reasoning_tokens") long reasoningTokens) {}
}
