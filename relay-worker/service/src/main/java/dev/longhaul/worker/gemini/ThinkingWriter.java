package dev.longhaul.worker.gemini;

import dev.longhaul.worker.chat.Parameters;
import dev.longhaul.worker.chat.UntranslatableException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes how much a model is to think. Levels and budgets are those that Google's OpenAI-compatible endpoint uses;
 * {@code MINIMAL} is left alone, since several models with levels refuse it. Pure functions, but for their warnings.
 */
final class ThinkingWriter {

    private static final String EFFORT = "reasoning_effort";
    private static final int LOW_TOKENS = 1_024;
    private static final int MEDIUM_TOKENS = 8_192;
    private static final int HIGH_TOKENS = 24_576;
    /** The least that Gemini 2.5 Pro takes. */
    private static final int LEAST_TOKENS_OF_PRO = 128;

    private ThinkingWriter() {}

    static void write(ObjectNode config, Parameters parameters, GeminiModel model) throws UntranslatableException {
        JsonNode value = parameters.take(EFFORT);
        if (value == null) {
            return;
        }
        String effort = value.asString("");
        switch (model.thinking()) {
            case NEVER -> parameters.warn(EFFORT, "this model does not think: left out");
            case BUDGET -> config.putObject("thinkingConfig").put("thinkingBudget", budget(effort, model, parameters));
            case LEVEL -> config.putObject("thinkingConfig").put("thinkingLevel", level(effort, parameters));
        }
    }

    private static int budget(String effort, GeminiModel model, Parameters parameters) throws UntranslatableException {
        return switch (effort) {
            case "none" -> {
                if (model.pro()) {
                    parameters.warn(EFFORT, "this model always thinks: sent as its least, 128 tokens");
                    yield LEAST_TOKENS_OF_PRO;
                }
                yield 0;
            }
            case "minimal", "low" -> LOW_TOKENS;
            case "medium" -> MEDIUM_TOKENS;
            case "high" -> HIGH_TOKENS;
            case "xhigh" -> {
                warnOfMost(parameters);
                yield HIGH_TOKENS;
            }
            default -> throw unknown(effort);
        };
    }

    private static String level(String effort, Parameters parameters) throws UntranslatableException {
        return switch (effort) {
            case "none" -> {
                parameters.warn(EFFORT, "this model always thinks: sent as low");
                yield "LOW";
            }
            case "minimal" -> {
                parameters.warn(EFFORT, "not every model of Gemini thinks less than low: sent as low");
                yield "LOW";
            }
            case "low" -> "LOW";
            case "medium" -> "MEDIUM";
            case "high" -> "HIGH";
            case "xhigh" -> {
                warnOfMost(parameters);
                yield "HIGH";
            }
            default -> throw unknown(effort);
        };
    }

    private static void warnOfMost(Parameters parameters) {
        parameters.warn(EFFORT, "Gemini knows none above high: sent as high");
    }

    private static UntranslatableException unknown(String effort) {
        return new UntranslatableException(EFFORT,
                "'" + effort + "' is not one of none, minimal, low, medium, high, xhigh");
    }
}
