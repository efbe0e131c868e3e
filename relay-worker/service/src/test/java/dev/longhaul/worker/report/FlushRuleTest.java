package dev.longhaul.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlushRuleTest {

    private final FlushRule rule = new FlushRule(64, 10_000);

    @ParameterizedTest(name = "{0} entries, oldest {1} ns, urgent {2}, start waits {3}, {4} on their way: {5} ns")
    @CsvSource({"0, 0, false, false, 0, " + Long.MAX_VALUE, "1, 0, false, false, 0, 10000",
            "1, 4000, false, false, 0, 6000", "1, 10000, false, false, 0, 0", "1, 99999, false, false, 0, 0",
            "64, 0, false, false, 0, 0", "63, 0, false, false, 0, 10000", "1, 0, true, false, 0, 0",
            "1, 0, false, true, 0, 0", "1, 0, false, true, 1, 10000", "64, 0, false, true, 3, 0",
            "1, 10000, false, true, 1, 0"})
    void a_bundle_goes_out_when_it_is_due(int entries, long oldest, boolean urgent, boolean startWaits, int onTheirWay,
            long due) {
        assertThat(rule.nanosUntilFlush(entries, oldest, urgent, startWaits, onTheirWay)).isEqualTo(due);
    }
}
