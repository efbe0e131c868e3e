package dev.longhaul.worker.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            none: x                                                                   |
            retry-after: 7                                                            | PT7S
            retry-after: 0.5                                                          | PT0.5S
            retry-after: -3                                                           | PT0S
            retry-after: soon                                                         |
            retry-after: NaN                                                          |
            retry-after: Mon, 23 Nov 2026 10:00:36 GMT                                | PT36S
            retry-after: Mon, 23 Nov 2026 09:59:00 GMT                                | PT0S
            retry-after: 1e12                                                         | PT24H
            retry-after: Fri, 31 Dec 2027 10:00:00 GMT                                | PT24H
            retry-after-ms: 1500                                                      | PT1.5S
            retry-after-ms: 250; retry-after: 60                                      | PT0.25S
            retry-after-ms: oops; retry-after: 60                                     | PT1M
            """)
    void a_provider_asks_for_a_wait(String headers, Duration wait) {
        Map<String, String> map = new HashMap<>();
        for (String header : headers.split("; ", -1)) {
            String[] parts = header.split(": ", 2);
            map.put(parts[0], parts[1]);
        }

        assertThat(RetryAfter.of(map::get, NOW)).isEqualTo(Optional.ofNullable(wait));
    }
}
