package dev.longhaul.worker.openai;

import dev.longhaul.contract.message.Usage;
import dev.longhaul.worker.dialect.Json;
import dev.longhaul.worker.dialect.Reading;
import java.nio.charset.StandardCharsets;
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
        long cached = 0;
        long reasoning = 0;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "prompt_tokens" -> prompt = count(parser);
                case "completion_tokens" -> completion = count(parser);
                case "prompt_tokens_details" -> cached = detail(parser, "cached_tokens");
                case "completion_tokens_details" -> reasoning = detail(parser, "reasoning_tokens");
                default -> parser.skipChildren();
            }
        }
        return new Usage(prompt, completion, cached, reasoning);
    }

    private static long detail(JsonParser parser, String wanted) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return 0;
        }
        long found = 0;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean here = wanted.equals(parser.currentName());
            parser.nextToken();
            if (here) {
                found = count(parser);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private static long count(JsonParser parser) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            parser.skipChildren();
            return 0;
        }
        return Math.max(0, parser.getLongValue());
    }
}
