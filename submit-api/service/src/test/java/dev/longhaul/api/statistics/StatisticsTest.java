package dev.longhaul.api.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTest {

    private static Moments moments(double... numbers) {
        Moments moments = new Moments();
        DoubleStream.of(numbers).forEach(moments::add);
        return moments;
    }

    private static Samples upTo(int n) {
        Samples samples = new Samples();
        // the order in which they come does not matter
        for (int i = n; i > 0; i--) {
            samples.add(i);
        }
        return samples;
    }

    /**
     * Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I.
     */
    @ParameterizedTest
    @CsvSource({"81, 263, 0.2553, 0.3662", "15, 148, 0.0624, 0.1605", "0, 20, 0.0000, 0.1611", "1, 29, 0.0061, 0.1718"})
    void a_rate_has_wilsons_interval(long hits, long n, double low, double high) {
        Estimate rate = Proportion.wilson(hits, n);

        assertThat(rate.value()).isEqualTo((double) hits / n);
        assertThat(rate.low()).isCloseTo(low, within(0.00005));
        assertThat(rate.high()).isCloseTo(high, within(0.00005));
        assertThat(rate.n()).isEqualTo(n);
    }

    @Test
    void a_rate_stays_between_0_and_1_and_turns_around_with_what_is_counted() {
        assertThat(Proportion.wilson(0, 5).low()).isZero();
        assertThat(Proportion.wilson(5, 5).high()).isEqualTo(1);
        Estimate hits = Proportion.wilson(3, 40);
        Estimate misses = Proportion.wilson(37, 40);
        assertThat(misses.low()).isCloseTo(1 - Objects.requireNonNull(hits.high()), within(1e-12));
        assertThat(misses.high()).isCloseTo(1 - Objects.requireNonNull(hits.low()), within(1e-12));
        assertThatIllegalArgumentException().isThrownBy(() -> Proportion.wilson(6, 5));
    }

    /** The hours of sleep gained by two drugs: Student, The probable error of a mean, Biometrika 6 (1908). */
    @Test
    void a_mean_has_students_interval() {
        Estimate mean = moments(1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4).mean();

        assertThat(mean.value()).isCloseTo(1.58, within(1e-9));
        assertThat(mean.low()).isCloseTo(0.7001142, within(1e-6));
        assertThat(mean.high()).isCloseTo(2.4598858, within(1e-6));
        assertThat(mean.n()).isEqualTo(10);
    }

    /** Fisher and Yates, Statistical Tables, table III: t for 5 % in both tails. */
    @ParameterizedTest
    @CsvSource({"2, 12.706", "5, 2.776", "30, 2.045", "121, 1.980"})
    void the_interval_of_a_mean_is_as_wide_as_the_table_of_t_says(int n, double t) {
        double[] numbers = new Random(n).doubles(n).toArray();
        double mean = DoubleStream.of(numbers).average().orElseThrow();
        double variance = DoubleStream.of(numbers).map(each -> (each - mean) * (each - mean)).sum() / (n - 1);

        Estimate estimate = moments(numbers).mean();

        double half = (Objects.requireNonNull(estimate.high()) - Objects.requireNonNull(estimate.low())) / 2;
        assertThat(half / Math.sqrt(variance / n)).isCloseTo(t, within(0.0005));
    }

    private static Estimate difference(int onlyOne, int onlyOther, int n) {
        PairedRates rates = new PairedRates();
        for (int i = 0; i < n; i++) {
            rates.add(i < onlyOne, i >= onlyOne && i < onlyOne + onlyOther);
        }
        return rates.difference();
    }

    /**
     * Two opinion polls of the same 1,600 people: Agresti, Categorical Data Analysis, chapter on matched pairs, has
     * 0.04 and 0.021 to 0.059 without the added pairs, which change little in so large a sample.
     */
    @Test
    void a_difference_of_paired_rates_has_the_interval_of_agresti_and_min() {
        Estimate polls = difference(150, 86, 1_600);

        assertThat(polls.value()).isCloseTo(0.04, within(1e-12));
        assertThat(polls.low()).isCloseTo(0.0213, within(0.0003));
        assertThat(polls.high()).isCloseTo(0.0587, within(0.0003));
        assertThat(difference(86, 150, 1_600).low()).isCloseTo(-Objects.requireNonNull(polls.high()), within(1e-12));
    }

    @Test
    void pairs_that_all_agree_do_not_feign_certainty() {
        Estimate same = difference(0, 0, 10);

        assertThat(same.value()).isZero();
        assertThat(same.high()).isCloseTo(Proportion.Z / 12, within(1e-12));
        assertThat(same.low()).isCloseTo(-Proportion.Z / 12, within(1e-12));
        assertThat(difference(1, 0, 1).high()).isEqualTo(1);
    }

    @Test
    void what_a_sample_cannot_tell_is_null() {
        assertThat(new PairedRates().difference()).isEqualTo(new Estimate(null, null, null, 0));
        assertThat(Proportion.wilson(0, 0)).isEqualTo(new Estimate(null, null, null, 0));
        assertThat(moments().mean()).isEqualTo(new Estimate(null, null, null, 0));
        assertThat(moments(7).mean()).isEqualTo(new Estimate(7.0, null, null, 1));
        assertThat(moments(7).mean().times(2)).isEqualTo(new Estimate(14.0, null, null, 1));
        assertThat(new Samples().quantile(0.5)).isEqualTo(new Estimate(null, null, null, 0));
        assertThat(upTo(5).quantile(0.5)).as("all five below or above: once in 16").isEqualTo(
                new Estimate(3.0, null, null, 5));
    }

    /** David and Nagaraja, Order Statistics, chapter 7.1; the ranks are those of the sign test's tables. */
    @ParameterizedTest
    @CsvSource({"6, 1, 6", "10, 2, 9", "20, 6, 15", "50, 18, 33", "100, 40, 61"})
    void the_interval_of_a_median_lies_between_the_sign_tests_ranks(int n, double low, double high) {
        Estimate median = upTo(n).quantile(0.5);

        assertThat(median.value()).isEqualTo(n / 2.0);
        assertThat(median.low()).isEqualTo(low);
        assertThat(median.high()).isEqualTo(high);
    }

    @Test
    void the_interval_of_a_quantile_covers_it_often_enough_and_not_too_often() {
        for (int n : new int[]{150, 1_000, 100_000, 1_000_000}) {
            Estimate high = upTo(n).quantile(0.95);
            BinomialDistribution below = BinomialDistribution.of(n, 0.95);

            // the true quantile lies between ranks l and u when l to u - 1 numbers are below it
            int first = Objects.requireNonNull(high.low()).intValue();
            int last = Objects.requireNonNull(high.high()).intValue() - 1;
            assertThat(below.probability(first - 1, last)).as("n = %d", n).isBetween(0.95, 0.975);
            assertThat(high.value()).isEqualTo(Math.ceil(n * 0.95));
        }
    }

    @Test
    void numbers_out_of_range_count_as_the_nearest_in_range() {
        Samples samples = new Samples();
        samples.add(-5);
        samples.add(Long.MAX_VALUE);

        assertThat(samples.quantile(0.5).value()).isZero();
        assertThat(samples.quantile(0.95).value()).isEqualTo(Integer.MAX_VALUE);
    }
}
