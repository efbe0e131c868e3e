package dev.longhaul.simulator.answer;

/**
 * What a marker in the prompt wants the answer to be.
 *
 * @param toolCall
 *            a call of the first offered tool, although the request leaves it open
 * @param blocked
 *            no answer: the content filter steps in
 * @param tokens
 *            length of an answer in words; 0: as configured
 */
public record AnswerWish(boolean toolCall, boolean blocked, int tokens) {

    /** No wish, the common case. */
    public static final AnswerWish NONE = new AnswerWish(false, false, 0);
}
