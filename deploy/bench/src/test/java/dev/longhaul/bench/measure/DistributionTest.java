package dev.longhaul.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {

    @Test
    void percentiles_of_a_hundred_times_are_the_times_at_their_ranks() {
        List<Duration> times = IntStream.rangeClosed(1, 100).map(i -> 101 - i).mapToObj(Duration::ofMillis).toList();
        assertThat(Distribution.of(times)).isEqualTo(new Distribution(100, 50.5, 50, 95, 99, 100));
    }

    @Test
    void a_single_time_is_every_percentile() {
        assertThat(Distribution.of(List.of(Duration.ofNanos(1_500_000))))
                .isEqualTo(new Distribution(1, 1.5, 1.5, 1.5, 1.5, 1.5));
    }

    @Test
    void a_rank_between_two_times_is_the_longer_one() {
        List<Duration> times = IntStream.rangeClosed(1, 10).mapToObj(Duration::ofMillis).toList();
        assertThat(Distribution.of(times).p95()).isEqualTo(10);
        assertThat(Distribution.of(times).p50()).isEqualTo(5);
    }

    @Test
    void no_times_have_no_distribution() {
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.of(List.of()));
    }
}
