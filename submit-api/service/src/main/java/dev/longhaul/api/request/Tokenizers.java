package dev.longhaul.api.request;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds how a model's tokens are counted, by the provider's name of it. An encoding is loaded when it is first needed,
 * which takes up to a second. Thread-safe.
 */
final class Tokenizers {

    private static final String FINE_TUNED = "ft:";
    /**
     * The first that fits. The names and their encodings are those of tiktoken's {@code model.py}; that models which
     * came later go on with the latest encoding is our guess.
     */
    private static final List<Family> FAMILIES = List.of(
            new Family("gpt-3.5", EncodingType.CL100K_BASE),
            // Azure's name of the same
            new Family("gpt-35", EncodingType.CL100K_BASE),
            new Family("gpt-4o", EncodingType.O200K_BASE),
            new Family("gpt-4.", EncodingType.O200K_BASE),
            new Family("gpt-4", EncodingType.CL100K_BASE),
            new Family("gpt-", EncodingType.O200K_BASE),
            new Family("chatgpt-", EncodingType.O200K_BASE),
            new Family("o1", EncodingType.O200K_BASE),
            new Family("o3", EncodingType.O200K_BASE),
            new Family("o4", EncodingType.O200K_BASE));

    private final EncodingRegistry encodings = Encodings.newLazyEncodingRegistry();

    private final ConcurrentMap<EncodingType, Tokenizer> known = new ConcurrentHashMap<>();

    private record Family(String prefix, EncodingType encoding) {}

    /**
     * @param model
     *            such as {@code gpt-5-mini}, {@code openai/gpt-4o} or {@code ft:gpt-4o:acme}
     */
    Tokenizer of(@Nullable String model) {
        return encoding(model).map(type -> known.computeIfAbsent(type,
                unknown -> new GptTokenizer(new PieceCounts(encodings.getEncoding(unknown)))))
                .orElse(Tokenizer.BY_BYTES);
    }

    static Optional<EncodingType> encoding(@Nullable String model) {
        if (model == null) {
            return Optional.empty();
        }
        String name = model.substring(model.lastIndexOf('/') + 1);
        int start = name.startsWith(FINE_TUNED) ? FINE_TUNED.length() : 0;
        return FAMILIES.stream().filter(family -> name.startsWith(family.prefix, start)).map(Family::encoding)
                .findFirst();
    }
}
