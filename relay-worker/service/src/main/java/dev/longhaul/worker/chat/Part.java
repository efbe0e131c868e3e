package dev.longhaul.worker.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A part of a message's content. */
public sealed interface Part {

    /** Its place in the request, such as {@code messages[2].content[0]}. */
    String at();

    /** Plain text. */
    record Text(String at, String text) implements Part {}

    /**
     * An image in the request itself, from a data URI.
     *
     * @param mediaType
     *            such as {@code image/png}, in lower case
     * @param base64
     *            without line breaks
     */
    record ImageData(String at, String mediaType, String base64) implements Part {}

    /** An image at an http or https address. */
    record ImageLink(String at, String url) implements Part {}

    /** Said by the assistant instead of an answer. */
    record Refusal(String at, String text) implements Part {}

    /**
     * Of a type that not every provider knows, such as {@code input_audio} or {@code file}.
     *
     * @param type
     *            null when it names none
     */
    record Other(String at, @Nullable String type, ObjectNode json) implements Part {}
}
