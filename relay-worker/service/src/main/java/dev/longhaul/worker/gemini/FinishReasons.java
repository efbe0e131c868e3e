package dev.longhaul.worker.gemini;

/** Why a candidate ended, in Gemini's words and in OpenAI's. Pure functions. */
final class FinishReasons {

    /** OpenAI's word for what a filter held back. */
    static final String FILTERED = "content_filter";

    private FinishReasons() {}

    /**
     * Whether what has come is an answer. The others, such as {@code MALFORMED_FUNCTION_CALL}, say that the model got
     * lost: it may do better when it is asked again.
     */
    static boolean isEndOfAnswer(String reason) {
        return switch (reason) {
            case "STOP", "MAX_TOKENS" -> true;
            default -> isFiltered(reason);
        };
    }

    /**
     * @param calledTools
     *            for which Gemini has no reason of its own
     */
    static String inOpenAiWords(String reason, boolean calledTools) {
        if (isFiltered(reason)) {
            return FILTERED;
        }
        if (reason.equals("MAX_TOKENS")) {
            return "length";
        }
        return calledTools ? "tool_calls" : "stop";
    }

    private static boolean isFiltered(String reason) {
        return switch (reason) {
            case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE" -> true;
            default -> reason.startsWith("IMAGE_");
        };
    }
}
