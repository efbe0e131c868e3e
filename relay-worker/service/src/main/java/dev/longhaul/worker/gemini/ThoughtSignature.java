package dev.longhaul.worker.gemini;

import dev.longhaul.worker.chat.Message;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gemini's thoughts behind a function call, sealed; it wants them back with the call, unmodified. On the OpenAI side
 * they stand on the tool call as {@code "extra_content":{"google":{"thought_signature":"…"}}}, as at Google's own
 * OpenAI-compatible endpoint. Pure functions.
 */
final class ThoughtSignature {

    /** Beside the function call, on Gemini's side. */
    static final String FIELD = "thoughtSignature";

    /** What Google's documentation gives for a call that another model made. */
    static final String NONE = "skip_thought_signature_validator";

    private static final String EXTRA = "extra_content";
    private static final String VENDOR = "google";
    private static final String NAME = "thought_signature";

    private ThoughtSignature() {}

    /** The signature that a client gives back with a call; null when there is none. */
    static @Nullable String of(Message.ToolCall call) {
        JsonNode signature = call.json().path(EXTRA).path(VENDOR).path(NAME);
        return signature.isString() ? signature.asString() : null;
    }

    /** What stands on a tool call besides OpenAI's fields; null when Gemini did not sign it. */
    static @Nullable ObjectNode extra(JsonNode part) {
        JsonNode signature = part.path(FIELD);
        if (!signature.isString()) {
            return null;
        }
        ObjectNode extra = JsonNodeFactory.instance.objectNode();
        extra.putObject(EXTRA).putObject(VENDOR).set(NAME, signature);
        return extra;
    }
}
