package dev.longhaul.worker.openai;

import dev.longhaul.contract.message.Usage;
import dev.longhaul.worker.dialect.Json;
import dev.longhaul.worker.dialect.Reading;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads from a chat completion the little that the platform needs, in one pass and without building a tree. */
final class AnswerReader {

    private AnswerReader() {}

    /** Checks the whole text and finds the usage. */
    static Reading read(byte[] body) {
        boolean choices = false;
        boolean error = false;
        Usage usage = null;
        try (JsonParser parser = Json.parser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Reading.Garbage("not a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "choices" -> choices = value == JsonToken.START_ARRAY;
                    case "error" -> error = value != JsonToken.VALUE_NULL;
                    case "usage" -> usage = value == JsonToken.START_OBJECT ? usage(parser) : usage;
                    default -> {
                        // not ours to understand
                    }
                }
                if (!"usage".equals(name)) {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                return new Reading.Garbage("more text behind the answer");
            }
        } catch (JacksonException e) {
            return new Reading.Garbage("not JSON, or cut off");
        }
        if (error && !choices) {
            return new Reading.DressedError(OpenAiErrors.inside(body));
        }
        return choices
                ? new Reading.Completion(new String(body, StandardCharsets.UTF_8), usage)
                : new Reading.Garbage("no choices in the answer");
    }

    /** Reads a usage object; the parser stands at its start and is left at its end. */
    static Usage usage(JsonParser parser) {
        long prompt = 0;
        long completion = 0;
        Map<String, Long> promptDetails = Map.of();
        Map<String, Long> completionDetails = Map.of();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "prompt_tokens" -> prompt = count(parser);
                case "completion_tokens" -> completion = count(parser);
                case "prompt_tokens_details" -> promptDetails = counts(parser);
                case "completion_tokens_details" -> completionDetails = counts(parser);
                default -> parser.skipChildren();
            }
        }
        return new Usage(prompt, completion, promptDetails.getOrDefault("cached_tokens", 0L),
                completionDetails.getOrDefault("reasoning_tokens", 0L),
                promptDetails.getOrDefault("cache_write_tokens", 0L));
    }

    /** The fields of an object as counts; none of what is no object. */
    private static Map<String, Long> counts(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return Map.of();
        }
        Map<String, Long> counts = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            counts.put(name, count(parser));
        }
        return counts;
    }

    private static long count(JsonParser parser) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            parser.skipChildren();
            return 0;
        }
        return Math.max(0, parser.getLongValue());
    }
}
