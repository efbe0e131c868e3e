package dev.longhaul.worker.anthropic;

import dev.longhaul.contract.message.Usage;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The tokens of one answer in Anthropic's counting: its input leaves out what the cache took part in. Not thread-safe.
 */
final class TokenCounts {

    private boolean known;
    private long input;
    private long cacheCreation;
    private long cacheRead;
    private long output;
    private long thinking;

    /** A later usage of the same answer; what it names replaces what was named before. */
    void add(JsonNode usage) {
        if (!usage.isObject()) {
            return;
        }
        known = true;
        input = count(usage.path("input_tokens"), input);
        cacheCreation = count(usage.path("cache_creation_input_tokens"), cacheCreation);
        cacheRead = count(usage.path("cache_read_input_tokens"), cacheRead);
        output = count(usage.path("output_tokens"), output);
        thinking = count(usage.path("output_tokens_details").path("thinking_tokens"), thinking);
    }

    private static long count(JsonNode tokens, long before) {
        return tokens.isIntegralNumber() ? Math.max(0, tokens.asLong()) : before;
    }

    /** Empty when the provider did not say. */
    Optional<Usage> sum() {
        return known
                ? Optional.of(new Usage(input + cacheCreation + cacheRead, output, cacheRead, thinking, cacheCreation))
                : Optional.empty();
    }
}
