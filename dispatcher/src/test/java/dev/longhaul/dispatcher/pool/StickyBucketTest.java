package dev.longhaul.dispatcher.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobIds;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Random;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StickyBucketTest {

    private static final int MANY = 200_000;
    private static final JobIds IDS = new JobIds("sixteen bytes or more".getBytes(StandardCharsets.UTF_8),
            Clock.systemUTC(), new Random(7));

    @Test
    void a_name_of_a_tenant_is_in_one_bucket_whatever_the_job() {
        assertThat(bucket("acme", "row-17")).isEqualTo(bucket("acme", "row-17")).isNotEqualTo(bucket("acme", "row-18"))
                .isNotEqualTo(bucket("other", "row-17"));
    }

    @Test
    void the_buckets_of_names_are_those_that_the_guide_computes() {
        // printf 'acme\nrow-17' | sha256sum
        assertThat(bucket("acme", "row-17")).isEqualTo(2_359);
        assertThat(bucket("acme", "行-17")).isEqualTo(7_417);
    }

    @Test
    void a_job_without_a_name_keeps_its_bucket() {
        JobId id = IDS.mint("acme");

        assertThat(StickyBucket.of(id, "acme", null)).isEqualTo(StickyBucket.of(id, "acme", null));
    }

    @Test
    void names_and_ids_fall_evenly() {
        assertEven(i -> bucket("acme", "row-" + i));
        assertEven(i -> bucket("tenant-" + i, "a"));
        assertEven(i -> StickyBucket.of(IDS.mint("acme"), "acme", null));
    }

    /** Tenths of the buckets, each against its tenth of the jobs: five standard deviations are 0.34 %. */
    private static void assertEven(IntToLongFunction bucket) {
        int[] tenths = new int[10];
        IntStream.range(0, MANY).mapToLong(bucket).forEach(each -> tenths[(int) each / 1_000]++);

        for (int tenth : tenths) {
            assertThat(tenth / (double) MANY).isCloseTo(0.1, within(0.004));
        }
    }

    private static int bucket(String tenant, String customId) {
        return StickyBucket.of(IDS.mint(tenant), tenant, customId);
    }
}
