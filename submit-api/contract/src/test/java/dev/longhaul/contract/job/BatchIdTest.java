package dev.longhaul.contract.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchIdTest {

    private final Clock clock = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private final JobIds ids = new JobIds("a secret for tests".getBytes(StandardCharsets.UTF_8), clock,
            new Random(7));

    @Test
    void an_id_is_read_as_it_is_written_and_is_its_tenants() {
        BatchId id = ids.mintBatch("acme");

        assertThat(id.toString()).matches("batch_[0-9a-f]{40}");
        assertThat(BatchId.tryParse(id.toString())).contains(id);
        assertThat(ids.belongsTo(id, "acme")).isTrue();
        assertThat(ids.belongsTo(id, "other")).isFalse();
        for (String wrong : new String[]{"batch_1", "night-1", "job_" + id.toString().substring(6),
                id.toString().toUpperCase(Locale.ROOT), id + "0"}) {
            assertThat(BatchId.tryParse(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void a_batch_is_no_job() {
        String digits = ids.mintBatch("acme").toString().substring("batch_".length());

        assertThat(ids.belongsTo(JobId.parse("job_" + digits), "acme")).isFalse();
    }

    @Test
    void each_line_has_a_job_of_its_own_in_the_order_of_the_lines() {
        BatchId id = ids.mintBatch("acme");
        JobId first = ids.line(id, "acme", 0);
        assertThat(first.mintedAt()).isEqualTo(clock.instant());
        assertThat(ids.belongsTo(first, "acme")).isTrue();
        assertThat(ids.line(id, "acme", 0)).isEqualTo(first);

        assertThat(IntStream.range(0, 60_000).mapToObj(line -> ids.line(id, "acme", line).toString()).toList())
                .isSorted().doesNotHaveDuplicates();
        assertThat(ids.line(id, "acme", BatchId.MOST_LINES - 1)).isNotEqualTo(first);
        assertThatThrownBy(() -> ids.line(id, "acme", BatchId.MOST_LINES))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void no_line_is_the_sibling_of_another() {
        BatchId id = ids.mintBatch("acme");
        Set<JobId> all = new HashSet<>();
        for (int line = 0; line < 1_000; line++) {
            JobId job = ids.line(id, "acme", line);
            assertThat(all.add(job)).isTrue();
            for (int sibling = 1; sibling <= 15; sibling++) {
                assertThat(all.add(ids.sibling(job, "acme", sibling))).isTrue();
            }
        }
    }
}
