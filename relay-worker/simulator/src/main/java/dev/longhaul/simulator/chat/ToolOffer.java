package dev.longhaul.simulator.chat;

import org.jspecify.annotations.Nullable;

/**
 * The tools that a request offers.
 *
 * @param demand
 *            whether one must be called
 * @param name
 *            the tool that must be called; null: the first one
 * @param list
 *            the tools in the provider's own format
 */
public record ToolOffer(Demand demand, @Nullable String name, RawJson list) {

    /** Whether a tool call is asked for. */
    public enum Demand {
        /** Tools are not to be called. */
        NEVER,
        /** The model may choose; the simulator then answers in words, unless a marker in the prompt asks for a call. */
        MAY,
        /** The answer must be a tool call. */
        MUST
    }
}
