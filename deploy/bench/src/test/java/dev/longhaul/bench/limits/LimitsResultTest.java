package dev.longhaul.bench.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longhaul.bench.load.Tally;
import dev.longhaul.simulator.config.Provider;
import dev.longhaul.simulator.ledger.CallRecord;
import dev.longhaul.simulator.ledger.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitsResultTest {

    private static final Instant START = Instant.parse("2026-11-26T06:00:00Z");

    @Test
    void a_call_every_tenth_of_a_second_uses_six_hundred_a_minute() {
        List<CallRecord> calls = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            calls.addFirst(call(i * 100L, 200));
        }
        calls.add(call(500, 429));

        LimitsResult result = LimitsResult.of(600, 2, new Tally(1_200, 120, Map.of()), calls);

        assertThat(result.usedPart()).isEqualTo(1, within(1e-9));
        assertThat(result.mostInAMinute()).isEqualTo(600);
        assertThat(result.refused()).isEqualTo(1);
        assertThat(result.text("a setup")).contains("100.0", "0.08", "a setup").doesNotContain("WRONG");
    }

    @Test
    void what_is_not_right_is_told() {
        LimitsResult result = LimitsResult.of(600, 2, new Tally(3, 1, Map.of("failed", 2)), List.of());

        assertThat(result.usedPart()).isZero();
        assertThat(result.text("a setup")).contains("WRONG");
    }

    private static CallRecord call(long millis, int status) {
        return new CallRecord(START.plusMillis(millis), Provider.OPENAI, "m", "k", "", "p", status,
                Outcome.ANSWERED, status == 200, 1, 1, 100);
    }
}
