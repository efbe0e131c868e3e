package dev.longhaul.simulator.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the simulated model says.
 *
 * @param choices
 *            one entry a choice, at least one unless the prompt was blocked
 * @param promptTokens
 *            tokens of the prompt
 * @param completionTokens
 *            tokens of all choices together
 */
public record Answer(List<Choice> choices, int promptTokens, int completionTokens) {

    /** Why a choice ended. */
    public enum Finish {
        /** It was complete. */
        STOP,
        /** It reached the caller's token limit. */
        LENGTH,
        /** It is a tool call. */
        TOOL,
        /** The provider's content filter stepped in. */
        FILTERED
    }

    /**
     * One choice.
     *
     * @param content
     *            the text, or the arguments of a tool call as JSON text
     * @param tool
     *            name of the called tool; null: the content is text
     * @param finish
     *            why it ended
     */
    public record Choice(String content, @Nullable String tool, Finish finish) {}

    /** Prompt and completion together. */
    public int totalTokens() {
        return promptTokens + completionTokens;
    }
}
