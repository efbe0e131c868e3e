package dev.longhaul.worker.gemini;

import dev.longhaul.worker.chat.ChatRequest;
import dev.longhaul.worker.chat.Parameters;
import dev.longhaul.worker.chat.ResponseFormat;
import dev.longhaul.worker.chat.UntranslatableException;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes how an answer is to be generated: {@code generationConfig}. Pure functions, but for their warnings. */
final class GenerationWriter {

    private static final int MAX_CHOICES = 8;
    private static final int MAX_STOPS = 5;
    private static final int MAX_LOGPROBS = 20;
    private static final String JSON = "application/json";

    private GenerationWriter() {}

    static void write(ObjectNode body, ChatRequest request, GeminiModel model) throws UntranslatableException {
        Parameters parameters = request.parameters();
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        length(config, parameters);
        stop(config, parameters);
        number(config, "temperature", parameters, "temperature");
        number(config, "topP", parameters, "top_p");
        number(config, "presencePenalty", parameters, "presence_penalty");
        number(config, "frequencyPenalty", parameters, "frequency_penalty");
        seed(config, parameters);
        Integer choices = whole(parameters, "n", 1, MAX_CHOICES);
        if (choices != null) {
            config.put("candidateCount", choices);
        }
        logprobs(config, parameters);
        format(config, request.responseFormat());
        ThinkingWriter.write(config, parameters, model);
        if (!config.isEmpty()) {
            body.set("generationConfig", config);
        }
    }

    private static void length(ObjectNode config, Parameters parameters) throws UntranslatableException {
        Long tokens = parameters.maxTokens();
        if (tokens != null) {
            // no model writes more, and Gemini refuses what has more than 32 bits
            config.put("maxOutputTokens", Math.min(tokens, Integer.MAX_VALUE));
        }
    }

    private static void stop(ObjectNode config, Parameters parameters) throws UntranslatableException {
        List<String> stop = parameters.stop();
        if (stop.size() > MAX_STOPS) {
            throw new UntranslatableException("stop", "Gemini takes at most " + MAX_STOPS + " of them");
        }
        if (!stop.isEmpty()) {
            stop.forEach(config.putArray("stopSequences")::add);
        }
    }

    private static void seed(ObjectNode config, Parameters parameters) throws UntranslatableException {
        BigDecimal seed = parameters.number("seed");
        if (seed == null) {
            return;
        }
        if (isWhole(seed, Integer.MIN_VALUE, Integer.MAX_VALUE)) {
            config.put("seed", seed.intValueExact());
        } else {
            parameters.warn("seed", "Gemini's seeds have 32 bits: left out");
        }
    }

    private static void logprobs(ObjectNode config, Parameters parameters) throws UntranslatableException {
        JsonNode wanted = parameters.take("logprobs");
        if (wanted == null || !wanted.asBoolean(false)) {
            parameters.drop("top_logprobs", "means nothing without logprobs: left out");
            return;
        }
        config.put("responseLogprobs", true);
        Integer top = whole(parameters, "top_logprobs", 0, MAX_LOGPROBS);
        if (top != null) {
            config.put("logprobs", top);
        }
    }

    private static void format(ObjectNode config, ResponseFormat format) {
        switch (format) {
            case ResponseFormat.Text() -> {
                // what Gemini gives by itself
            }
            case ResponseFormat.JsonObject() -> config.put("responseMimeType", JSON);
            case ResponseFormat.JsonSchema schema -> config.put("responseMimeType", JSON).set("responseJsonSchema",
                    schema.schema());
        }
    }

    private static void number(ObjectNode config, String field, Parameters parameters, String name)
            throws UntranslatableException {
        BigDecimal value = parameters.number(name);
        if (value != null) {
            config.put(field, value);
        }
    }

    private static @Nullable Integer whole(Parameters parameters, String name, int min, int max)
            throws UntranslatableException {
        BigDecimal value = parameters.number(name);
        if (value == null) {
            return null;
        }
        if (!isWhole(value, min, max)) {
            throw new UntranslatableException(name, "Gemini takes whole numbers from " + min + " to " + max);
        }
        return value.intValueExact();
    }

    private static boolean isWhole(BigDecimal value, int min, int max) {
        return value.stripTrailingZeros().scale() <= 0 && value.compareTo(BigDecimal.valueOf(min)) >= 0
                && value.compareTo(BigDecimal.valueOf(max)) <= 0;
    }
}
