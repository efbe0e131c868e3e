package dev.longhaul.bench.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longhaul.bench.measure.Distribution;
import dev.longhaul.bench.webhook.Deliveries.Phase;
import dev.longhaul.bench.webhook.WebhooksResult.Full;
import org.junit.jupiter.api.Test;

class WebhooksResultTest {

    private static Phase phase(String name, int expected, double p99) {
        return new Phase(name, expected, 30, new Distribution(9_000, 130, 120, 200, p99, 300));
    }

    @Test
    void the_rise_of_the_slowest_percent_and_what_is_missing_are_told() {
        WebhooksResult result = new WebhooksResult(50, phase("alone", 9_000, 200), phase("beside", 9_010, 210),
                new Full(2_000, 2_000, 60.5, 101.5, 400));

        assertThat(result.p99Rise()).isCloseTo(0.05, within(1e-9));
        assertThat(result.allArrived()).isFalse();
        assertThat(result.text()).contains("p99 beside / alone: 1.05 (5.0 %)", "50 healthy receivers", "300", "10",
                "2,000", "101.5");
    }
}
