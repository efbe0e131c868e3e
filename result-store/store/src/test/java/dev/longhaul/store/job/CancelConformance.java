package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.store.job.JobCancel.Cancellation;
import dev.longhaul.store.job.JobIntake.NewJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

interface CancelConformance extends UsesStore {

    @Test
    default void a_queued_job_is_cancelled_and_never_runs() {
        JobId id = store().queued();

        Cancellation result = store().jobs.cancel().cancel(id);

        assertThat(result).isEqualTo(new Cancellation.Cancelled(store().read(id)));
        store().assertJob(id).is(JobState.CANCELLED);
        assertThat(Objects.requireNonNull(store().read(id).ending()).at()).isEqualTo(store().clock.instant());
        assertThat(store().dispatch(List.of(id))).isEmpty();
        assertThat(store().document(id)).doesNotContainKey("open");
    }

    @Test
    default void a_job_that_is_handed_out_is_marked_for_its_worker() {
        for (JobState state : List.of(JobState.DISPATCHED, JobState.RUNNING)) {
            JobId id = store().in(state);
            Instant asked = store().clock.instant();

            assertThat(store().jobs.cancel().cancel(id))
                    .isEqualTo(new Cancellation.Requested(store().read(id)));
            store().clock.pass(Duration.ofSeconds(1));
            store().jobs.cancel().cancel(id);

            store().assertJob(id).is(state);
            assertThat(store().read(id).progress().cancelRequestedAt()).as("the first time counts").isEqualTo(asked);
        }
    }

    @Test
    default void a_job_that_has_ended_stays_as_it_is() {
        for (JobState state : JobState.values()) {
            if (state.isTerminal()) {
                JobId id = store().in(state);
                JobRecord before = store().read(id);

                assertThat(store().jobs.cancel().cancel(id)).isEqualTo(new Cancellation.Ended(before));
                assertThat(store().read(id)).isEqualTo(before);
            }
        }
    }

    @Test
    default void a_job_that_is_not_recorded_is_told() {
        assertThat(store().jobs.cancel().cancel(store().job().build().id()))
                .isEqualTo(new Cancellation.NotRecorded());
        assertThat(store().jobs.cancel().cancelIfQueued(store().job().build().id())).isFalse();
    }

    @Test
    default void a_cancel_that_may_only_act_at_once_leaves_no_mark() {
        for (JobState state : JobState.values()) {
            JobId id = store().in(state);
            JobRecord before = store().read(id);

            assertThat(store().jobs.cancel().cancelIfQueued(id)).isEqualTo(state == JobState.QUEUED);

            if (state != JobState.QUEUED) {
                assertThat(store().read(id)).isEqualTo(before);
            }
        }
    }

    @Test
    default void no_job_is_both_cancelled_and_dispatched() throws Exception {
        List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            List<NewJob> batch = new ArrayList<>();
            for (int j = 0; j < 1_000; j++) {
                batch.add(new NewJob(store().job().build(), StoreFixture.SHARD, false));
            }
            store().jobs.intake().record(batch);
            batch.forEach(job -> ids.add(job.submitted().id()));
        }
        List<JobId> toCancel = new ArrayList<>(ids);
        Collections.shuffle(toCancel, new Random(1));
        Set<JobId> dispatched = new HashSet<>();
        Set<JobId> cancelled;

        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<Set<JobId>> cancels = other.submit(() -> cancelAll(toCancel));
            for (int from = 0; from < ids.size(); from += 50) {
                store().dispatch(ids.subList(from, from + 50)).forEach(each -> dispatched.add(each.job().id()));
            }
            cancelled = cancels.get();
        }

        assertThat(dispatched).isNotEmpty().doesNotContainAnyElementsOf(cancelled);
        assertThat(cancelled).isNotEmpty();
        assertThat(dispatched.size() + cancelled.size()).isEqualTo(ids.size());
        for (int from = 0; from < ids.size(); from += 1_000) {
            for (JobRecord job : store().jobs.queries().find(ids.subList(from, from + 1_000))) {
                assertThat(job.state())
                        .isEqualTo(cancelled.contains(job.id()) ? JobState.CANCELLED : JobState.DISPATCHED);
            }
        }
    }

    private Set<JobId> cancelAll(List<JobId> ids) {
        Set<JobId> cancelled = new HashSet<>();
        for (JobId id : ids) {
            if (store().jobs.cancel().cancel(id) instanceof Cancellation.Cancelled) {
                cancelled.add(id);
            }
        }
        return cancelled;
    }
}
