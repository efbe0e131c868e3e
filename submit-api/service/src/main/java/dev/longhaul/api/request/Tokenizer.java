package dev.longhaul.api.request;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Counts the tokens of texts. Thread-safe. */
@FunctionalInterface
interface Tokenizer {

    /** Where nothing better is known: a token for four bytes, which is about right for English. */
    Tokenizer BY_BYTES = texts -> {
        long bytes = 0;
        for (String text : texts) {
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
        }
        return (bytes + 3) / 4;
    };

    long count(List<String> texts);
}
