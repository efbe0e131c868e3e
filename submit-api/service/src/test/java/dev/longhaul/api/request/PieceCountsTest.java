package dev.longhaul.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PieceCountsTest {

    /** What encodings cut texts at, and what they do not. */
    private static final List<String> BITS = List.of(" ", " ", " ", "  ", "\n", "\r\n", "\t", "\u00a0", "a", "the",
            "River",
            "longHaul", "QUEUE", "x", "é", "ß", "Ж", "語", "🚚", "'s", "'ll", "'", "I'm", "7", "2026", "3.14", ".", ", ",
            "!?", "/", "~",
            "-", "_", "(", "://", "e\u0301", "antidisestablishmentarianism");

    @ParameterizedTest
    @EnumSource(value = EncodingType.class, names = {"CL100K_BASE", "O200K_BASE"})
    void pieces_have_together_as_many_tokens_as_the_whole(EncodingType type) {
        Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(type);
        PieceCounts pieces = new PieceCounts(encoding);
        SplittableRandom random = new SplittableRandom(2026);

        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int bits = random.nextInt(40); bits > 0; bits--) {
                text.append(BITS.get(random.nextInt(BITS.size())));
            }
            assertThat(pieces.count(text.toString())).as("of »%s«", text)
                    .isEqualTo(encoding.countTokensOrdinary(text.toString()));
        }
    }
}
