package dev.longhaul.api.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ApiKeyTest {

    @Test
    void a_new_key_is_read_back_and_has_41_characters() {
        ApiKey key = ApiKey.generate(new SecureRandom());

        assertThat(key.reveal()).startsWith("lh_").hasSize(41).matches("lh_[0-9A-Za-z]{38}");
        assertThat(ApiKey.parse(key.reveal()).orElseThrow().hash()).isEqualTo(key.hash());
        assertThat(key.hash()).matches("[0-9a-f]{64}");
    }

    @Test
    void changing_any_character_breaks_the_check() {
        String text = ApiKey.generate(new Random(7)).reveal();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'a' ? 'b' : 'a';
            assertThat(ApiKey.parse(text.substring(0, i) + other + text.substring(i + 1))).as("position %d", i)
                    .isEmpty();
        }
    }

    @Test
    void what_is_no_key_is_not_read() {
        assertThat(ApiKey.parse("")).isEmpty();
        assertThat(ApiKey.parse("sk-123")).isEmpty();
        assertThat(ApiKey.parse("lh_" + "é".repeat(38))).isEmpty();
    }

    @Test
    void a_key_never_shows_itself_by_accident() {
        ApiKey key = ApiKey.generate(new SecureRandom());

        assertThat(key.toString()).doesNotContain(key.reveal().substring(3, 20));
        assertThat(ApiKey.idOf(key.hash())).startsWith("key_").hasSize(20);
    }

    @Test
    void the_command_shows_a_key_and_the_hash_that_belongs_to_it() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        NewKeyCommand.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        String text = out.toString(StandardCharsets.UTF_8);
        String key = text.lines().findFirst().orElseThrow().replaceAll(".*: ", "");
        assertThat(text).contains("hash: " + ApiKey.parse(key).orElseThrow().hash());
    }
}
