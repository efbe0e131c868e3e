package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

interface RetentionConformance extends UsesStore {

    @Test
    default void a_job_goes_when_its_time_is_over_and_not_before() {
        List<JobId> all = new ArrayList<>();
        for (JobState state : JobState.values()) {
            all.add(store().in(state));
        }
        store().clock.pass(StoreFixture.RETENTION.minusSeconds(1));
        assertThat(store().jobs.retention().sweep(100)).isZero();

        store().clock.pass(Duration.ofSeconds(1));

        assertThat(store().jobs.retention().sweep(100)).isEqualTo(5);
        assertThat(store().jobs.queries().find(all)).extracting(JobRecord::state)
                .containsExactlyInAnyOrder(JobState.QUEUED, JobState.DISPATCHED, JobState.RUNNING);
    }

    @Test
    default void a_sweep_deletes_at_most_so_many_and_the_next_goes_on() {
        for (int i = 0; i < 25; i++) {
            store().in(JobState.EXPIRED);
        }
        store().clock.pass(StoreFixture.RETENTION.plusSeconds(1));

        assertThat(store().jobs.retention().sweep(10)).isEqualTo(10);
        assertThat(store().jobs.retention().sweep(10)).isEqualTo(10);
        assertThat(store().jobs.retention().sweep(10)).isEqualTo(5);
        assertThat(store().jobs.retention().sweep(10)).isZero();
    }
}
