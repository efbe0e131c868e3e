package dev.longhaul.api.request;

import dev.longhaul.contract.catalog.ModelNames.Resolved;
import dev.longhaul.contract.job.TokenEstimate;

/**
 * A count of a job's tokens before it is called. Texts are counted by {@link Tokenizers}; what stands around them is
 * counted as OpenAI's cookbook does ("How to count tokens with tiktoken"), for every model. Thread-safe.
 */
final class TokenCount {

    private static final int PER_MESSAGE = 3;
    private static final int PER_NAME = 1;
    /** What every answer begins with. */
    private static final int PER_PROMPT = 3;
    /** OpenAI's figure for an image of 1,024 x 1,024 in high detail; sounds and files are taken for no more. */
    private static final int PER_ATTACHMENT = 765;

    private final Tokenizers tokenizers = new Tokenizers();

    /**
     * @param model
     *            its first target decides how texts are counted
     * @param completionTokens
     *            what the request allows for each answer
     */
    TokenEstimate of(Prompt prompt, Resolved model, long completionTokens, long answers) {
        long around = PER_PROMPT + (long) PER_MESSAGE * prompt.messages() + (long) PER_NAME * prompt.names()
                + (long) PER_ATTACHMENT * prompt.attachments();
        long texts = tokenizers.of(model.route().getFirst().model()).count(prompt.texts());
        long completion = Math.max(0, completionTokens) * Math.max(1, answers);
        return new TokenEstimate(bounded(around + texts), bounded(completion));
    }

    private static int bounded(long tokens) {
        return (int) Math.min(tokens, Integer.MAX_VALUE);
    }
}
