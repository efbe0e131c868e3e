package dev.longhaul.worker.chat;

import tools.jackson.databind.node.ObjectNode;

/** What form the answer must have. */
public sealed interface ResponseFormat {

    /** Any text. */
    record Text() implements ResponseFormat {}

    /** Some JSON object. */
    record JsonObject() implements ResponseFormat {}

    /** JSON of this schema; not to be changed. */
    record JsonSchema(String name, ObjectNode schema) implements ResponseFormat {}
}
