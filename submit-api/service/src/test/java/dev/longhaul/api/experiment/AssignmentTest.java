package dev.longhaul.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.store.experiment.Experiment.Design;
import dev.longhaul.store.experiment.Mode;
import dev.longhaul.store.experiment.Variant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class AssignmentTest {

    private static final String EXPERIMENT = "exp_69a43b80c0ffee00c0ffee00";
    private static final int BUCKETS = 100_000;

    private static Design design(List<Integer> weights) {
        List<Variant> variants = IntStream.range(0, weights.size())
                .mapToObj(i -> new Variant("v" + i, "small", null, null, weights.get(i))).toList();
        return new Design("a trial", Mode.SHARE, variants, 1, null, null);
    }

    @Test
    void each_variant_gets_the_part_that_its_weight_says() {
        List<Integer> weights = List.of(1, 2, 7);
        long[] counts = new long[3];
        for (int i = 0; i < BUCKETS; i++) {
            counts[Assignment.of(EXPERIMENT, "user-" + i).among(design(weights)).name().charAt(1) - '0']++;
        }

        double chiSquared = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = BUCKETS * weights.get(i) / 10.0;
            chiSquared += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        assertThat(chiSquared).as("1 of 1,000 true splits is further off")
                .isLessThan(ChiSquaredDistribution.of(2).inverseSurvivalProbability(0.001));
    }

    @Test
    void the_sample_is_as_large_as_said_and_has_the_same_mixture_as_the_whole() {
        Design halves = design(List.of(1, 1));
        long sampled = 0;
        long first = 0;
        for (int i = 0; i < BUCKETS; i++) {
            Assignment assignment = Assignment.of(EXPERIMENT, "user-" + i);
            if (assignment.takesPart(0.1)) {
                sampled++;
                first += assignment.among(halves).name().equals("v0") ? 1 : 0;
            }
        }

        // four standard deviations of the binomial
        assertThat(sampled).isBetween(10_000L - 380, 10_000L + 380);
        assertThat(first).isBetween(sampled / 2 - 200, sampled / 2 + 200);
    }

    @Test
    void a_bucket_stands_elsewhere_in_another_experiment() {
        Design halves = design(List.of(1, 1));
        long same = IntStream.range(0, 10_000).mapToObj(i -> "user-" + i)
                .filter(bucket -> Assignment.of(EXPERIMENT, bucket).among(halves)
                        .equals(Assignment.of("exp_69a43b80c0ffee00c0ffee01", bucket).among(halves)))
                .count();

        assertThat(same).isBetween(4_800L, 5_200L);
    }

    @RepeatedTest(100)
    void a_bucket_stays_with_its_variant_for_as_long_as_the_experiment_is(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Integer> weights = random.ints(2 + random.nextInt(9), 1, 1_001).boxed().toList();
        String bucket = random.ints(random.nextInt(40), 1, 0xd800).collect(StringBuilder::new,
                StringBuilder::appendCodePoint, StringBuilder::append).toString();

        Variant first = Assignment.of(EXPERIMENT, bucket).among(design(weights));

        assertThat(design(weights).variants()).contains(first);
        assertThat(Assignment.of(EXPERIMENT, bucket).among(design(weights))).isEqualTo(first);
    }

    @Test
    void a_bucket_of_a_sample_is_in_every_larger_one() {
        for (int i = 0; i < 10_000; i++) {
            Assignment assignment = Assignment.of(EXPERIMENT, "user-" + i);
            double sample = i / 10_000.0;

            if (assignment.takesPart(sample)) {
                assertThat(assignment.takesPart(sample + 0.001)).isTrue();
            }
            assertThat(assignment.takesPart(1)).isTrue();
            assertThat(assignment.takesPart(0)).isFalse();
        }
    }
}
