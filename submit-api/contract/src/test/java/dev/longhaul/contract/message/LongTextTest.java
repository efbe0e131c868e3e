package dev.longhaul.contract.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What we write is what Jackson would have written, byte by byte. */
class LongTextTest {

    private static final JsonMapper JACKSON = JsonMapper.builder().build();
    private static final JsonMapper OURS = JsonMapper.builder().addModule(LongText.module()).build();
    private static final String WORDS = "and so it goes on, word by word, until it is a long text at last; ";

    @Test
    void everyCharacterAtEveryPlaceOfALongText() {
        for (int c = 0; c < 0x3000; c++) {
            for (int at = 56; at <= 66; at++) {
                assertSame(new StringBuilder(WORDS).insert(at, (char) c).toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "\"", "\n", "\u0001", "é", "河", "😀", "\ud83d", "\udc00", ""})
    void textsOfEveryLength(String special) {
        String text = (special + WORDS + "\"").repeat(4);
        for (int length = 0; length < text.length(); length++) {
            assertSame(text.substring(0, length));
        }
    }

    @Test
    void textsOfAnyShareOfEscapes() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 5_000; i++) {
            int bound = 1 + random.nextInt(40);
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(3_000); length > 0; length--) {
                text.append((char) (random.nextInt(bound) == 0 ? random.nextInt(128) : 'x'));
            }
            assertSame(text.toString());
        }
    }

    @Test
    void textsThatAreLongerThanAnyBuffer() {
        assertSame(WORDS.repeat(100_000));
        assertSame((WORDS + '"').repeat(100_000));
        assertSame("\u0000".repeat(100_000));
    }

    private static void assertSame(String text) {
        List<String> asked = List.of(text, "and after it");
        assertThat(OURS.writeValueAsBytes(asked)).isEqualTo(JACKSON.writeValueAsBytes(asked));
    }
}
