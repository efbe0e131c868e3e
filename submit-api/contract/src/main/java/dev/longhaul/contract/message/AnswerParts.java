package dev.longhaul.contract.message;

import java.util.Objects;

/**
 * An answer that travels in parts, as {@link AnswerPart}, and is not in the message that says this.
 *
 * @param count
 *            its parts, at least 1
 * @param bytes
 *            its length in UTF-8
 * @param sha256
 *            of its UTF-8, in lower-case hexadecimal digits: parts that do not add up to it are not this answer
 * @param content
 *            what can be told of it without its text
 */
public record AnswerParts(int count, long bytes, String sha256, Completions.Content content) {

    public AnswerParts {
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(content, "content");
        if (count < 1) {
            throw new IllegalArgumentException("an answer has at least one part, not " + count);
        }
    }
}
