package dev.longhaul.worker.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.worker.anthropic.AnthropicDialect;
import dev.longhaul.worker.gemini.GeminiDialect;
import dev.longhaul.worker.limit.RateStatus;
import dev.longhaul.worker.openai.OpenAiDialect;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateHeadersTest {

    @Test
    void openai_tells_requests_and_tokens() {
        assertThat(new OpenAiDialect().limits(Map.of("x-ratelimit-limit-requests", "600",
                "x-ratelimit-remaining-requests", "599", "x-ratelimit-limit-tokens", "100000",
                "x-ratelimit-remaining-tokens", "0")::get))
                .isEqualTo(new RateStatus(new RateStatus.Window(600, 599), new RateStatus.Window(100_000, 0)));
    }

    @Test
    void anthropic_tells_requests_and_tokens() {
        assertThat(new AnthropicDialect().limits(Map.of("anthropic-ratelimit-requests-limit", "50",
                "anthropic-ratelimit-requests-remaining", "49")::get))
                .isEqualTo(new RateStatus(new RateStatus.Window(50, 49), null));
    }

    @Test
    void gemini_tells_nothing() {
        assertThat(new GeminiDialect().limits(name -> "1")).isEqualTo(RateStatus.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"-1,-1", "0,0", "600,", ",5", "many,5", "600,-1"})
    void what_is_not_known_is_not_made_up(String limit, String remaining) {
        assertThat(RateHeaders.window(name -> name.equals("limit") ? limit : remaining, "limit", "remaining")).isNull();
    }
}
