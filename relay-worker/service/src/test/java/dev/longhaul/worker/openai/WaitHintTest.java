package dev.longhaul.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitHintTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            none: x                                                                   | PT0S
            retry-after: 2; x-ratelimit-reset-tokens: 6m0s                            | PT2S
            x-ratelimit-reset-requests: 6m0s                                          | PT6M
            x-ratelimit-reset-requests: 1h2m3.5s                                      | PT1H2M3.5S
            x-ratelimit-reset-tokens: 20ms                                            | PT0.02S
            x-ratelimit-reset-tokens: 45                                              | PT45S
            x-ratelimit-reset-tokens: -1                                              | PT0S
            x-ratelimit-reset-tokens: 0                                               | PT0S
            x-ratelimit-reset-tokens: later                                           | PT0S
            x-ratelimit-reset-requests: 10s; x-ratelimit-reset-tokens: 30s            | PT10S
            x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-requests: 10s; x-ratelimit-reset-tokens: 30s | PT30S
            x-ratelimit-remaining-requests: 0; x-ratelimit-remaining-tokens: 5; x-ratelimit-reset-requests: 10s; x-ratelimit-reset-tokens: 30s | PT10S
            x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-requests: 10s          | PT10S
            """)
    void a_provider_asks_for_a_wait(String headers, Duration wait) {
        Map<String, String> map = new HashMap<>();
        for (String header : headers.split("; ", -1)) {
            String[] parts = header.split(": ", 2);
            map.put(parts[0], parts[1]);
        }

        assertThat(WaitHint.of(map::get, NOW)).isEqualTo(wait);
    }
}
