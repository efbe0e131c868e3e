package dev.longhaul.worker.dialect;

import tools.jackson.databind.node.ObjectNode;

/**
 * A piece of an answer: OpenAI's {@code chat.completion.chunk}.
 *
 * @param text
 *            as JSON text
 * @param json
 *            the same as a tree; not to be changed
 */
public record Chunk(String text, ObjectNode json) {

    /** A chunk of our own making. */
    public static Chunk of(ObjectNode json) {
        return new Chunk(json.toString(), json);
    }
}
