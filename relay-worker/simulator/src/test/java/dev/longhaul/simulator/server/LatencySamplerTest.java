package dev.longhaul.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longhaul.simulator.config.Latency;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class LatencySamplerTest {

    private static double[] draws(Latency latency, long seed) {
        var sampler = new LatencySampler(latency, new SplittableRandom(seed));
        return DoubleStream.generate(sampler::nextMillis).limit(20_001).toArray();
    }

    @Test
    void the_same_seed_draws_the_same_times() {
        var first = draws(Latency.lognormal(800, 0.5), 7);

        assertThat(draws(Latency.lognormal(800, 0.5), 7)).containsExactly(first);
        assertThat(draws(Latency.lognormal(800, 0.5), 8)[0]).isNotEqualTo(first[0]);
    }

    @Test
    void lognormal_times_have_the_median_and_the_99th_percentile_that_are_promised() {
        var sorted = DoubleStream.of(draws(Latency.lognormal(800, 0.5), 7)).sorted().toArray();

        assertThat(sorted[10_000]).isCloseTo(800, within(16.0));
        assertThat(sorted[19_800]).isCloseTo(800 * 3.2, within(150.0));
    }

    @Test
    void no_time_is_longer_than_the_most() {
        var latency = new Latency(Latency.Kind.LOGNORMAL, 800, 2, 1_000);

        assertThat(DoubleStream.of(draws(latency, 7)).max()).hasValue(1_000);
    }
}
