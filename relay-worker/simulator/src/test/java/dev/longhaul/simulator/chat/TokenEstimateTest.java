package dev.longhaul.simulator.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEstimateTest {

    @ParameterizedTest
    @CsvSource({"'',1", "abcd,1", "abcde,2", "物流,2", "物流ab,3", "ééé,2", "🚚,1", "𠀀𠀁,2", "日本語です,5"})
    void a_text_counts_by_bytes_and_ideographs(String text, int tokens) {
        assertThat(TokenEstimate.of(text)).isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource({"abcdefgh,1,abcd", "abcd,1,abcd", "物流中心,3,物流中", "a🚚b,1,a", "𠀀𠀁,1,𠀀", "ab物cd,2,ab物cd"})
    void a_cut_text_has_no_more_than_its_tokens(String text, int tokens, String cut) {
        assertThat(TokenEstimate.cut(text, tokens)).isEqualTo(cut);
        assertThat(TokenEstimate.of(cut)).isLessThanOrEqualTo(tokens);
    }
}
