package dev.longhaul.worker.dialect;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's error answer says, in whatever form.
 *
 * @param words
 *            its codes, types and reasons, in lower case, the most telling first
 * @param message
 *            shortened; null when none was given
 * @param param
 *            the request's parameter at fault; null when none was named
 */
public record ErrorAnswer(List<String> words, @Nullable String message, @Nullable String param) {

    /** Of no known form. */
    public static final ErrorAnswer NONE = new ErrorAnswer(List.of(), null, null);

    private static final int MAX_MESSAGE = 2_000;

    public ErrorAnswer {
        words = words.stream().map(word -> word.toLowerCase(Locale.ROOT)).distinct().toList();
        message = message == null || message.length() <= MAX_MESSAGE
                ? message
                : message.substring(0, MAX_MESSAGE) + " …";
    }

    /** With the words that are there. */
    public static ErrorAnswer of(@Nullable String message, @Nullable String param, @Nullable String... words) {
        return new ErrorAnswer(Stream.of(words).filter(Objects::nonNull).map(Objects::requireNonNull).toList(), message,
                param);
    }

    /** Whether its message has this in it, whatever the case. */
    public boolean mentions(String phrase) {
        return message != null && message.toLowerCase(Locale.ROOT).contains(phrase);
    }
}
