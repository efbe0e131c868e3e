package dev.longhaul.contract.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SealedKeyTest {

    @Test
    void no_two_places_are_alike() {
        assertThat(SealedKey.place("a", "b c")).isNotEqualTo(SealedKey.place("a b", "c"));
        assertThat(SealedKey.place("openai", "main")).isNotEqualTo(SealedKey.place("openai", "spare"))
                .isNotEqualTo(SealedKey.place("groq", "main")).isEqualTo(SealedKey.place("openai", "main"));
    }

    @Test
    void a_weight_or_a_limit_that_no_pool_can_go_by_is_refused() {
        assertThatThrownBy(() -> new SealedKey("main", "", 0, null, null)).hasMessage("weight 0");
        assertThatThrownBy(() -> new SealedKey("main", "", 1_001, null, null)).hasMessage("weight 1001");
        assertThatThrownBy(() -> new SealedKey("main", "", 1, 0L, null)).hasMessage("a limit below 1");
    }

    @Test
    void a_fingerprint_is_the_beginning_of_the_keys_sha_256() {
        // of "abc", as FIPS 180-2 has it
        assertThat(KeyFingerprint.of("abc")).isEqualTo("ba7816bf8f01cfea");
    }
}
