package dev.longhaul.simulator.chat;

import org.jspecify.annotations.Nullable;

/**
 * What the simulator needs to know of a chat request, whichever provider's format it came in.
 *
 * @param model
 *            the model asked for
 * @param stream
 *            whether the answer is to be streamed
 * @param usageInStream
 *            whether a stream ends with a usage chunk (OpenAI's {@code stream_options.include_usage})
 * @param choices
 *            answers asked for, from 1
 * @param maxTokens
 *            most tokens of each answer; 0: no limit
 * @param question
 *            the last text of the last user message, which the answer is derived from; empty when there is none
 * @param promptTokens
 *            estimate over all messages, see {@link TokenEstimate}
 * @param questionIsLast
 *            whether the conversation ends with a user's text (and not, say, with a tool's result)
 * @param tools
 *            the offered tools and which must be called; null: none
 * @param format
 *            what the answer's text must look like
 */
public record ChatCall(String model, boolean stream, boolean usageInStream, int choices, int maxTokens,
        String question, int promptTokens, boolean questionIsLast, @Nullable ToolOffer tools, AnswerFormat format) {}
