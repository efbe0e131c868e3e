package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.JobsCancelled;
import dev.longhaul.store.job.JobCancel.Cancellation;
import dev.longhaul.store.job.JobIntake.NewJob;
import dev.longhaul.store.order.JobSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

interface SweepConformance extends UsesStore {

    JobSet NIGHT = new JobSet("acme", "night");
    JobSet ACME = JobSet.ofTenant("acme");

    private List<JobId> cancel(JobSet set) {
        List<JobId> told = new ArrayList<>();
        long count = store().jobs.sweeps().cancelQueued(set, store().clock.instant(),
                some -> told.addAll(some.jobs()));
        assertThat(count).isEqualTo(told.size());
        return told;
    }

    @Test
    default void the_queued_jobs_of_a_batch_are_cancelled_and_no_others() {
        JobId first = store().queued(store().job().batch("night"));
        JobId second = store().queued(store().job().batch("night"));
        JobId day = store().queued(store().job().batch("day"));
        JobId alone = store().queued();
        JobId theirs = store().queued(store().job().of("umbrella").batch("night"));
        JobId handedOut = store().dispatched(store().job().batch("night"));

        assertThat(cancel(NIGHT)).containsExactly(second, first);

        for (JobId id : List.of(first, second)) {
            store().assertJob(id).is(JobState.CANCELLED);
            assertThat(Objects.requireNonNull(store().read(id).ending()).at()).isEqualTo(store().clock.instant());
            assertThat(store().document(id)).doesNotContainKey("open");
        }
        for (JobId id : List.of(day, alone, theirs)) {
            store().assertJob(id).is(JobState.QUEUED);
        }
        store().assertJob(handedOut).is(JobState.DISPATCHED);
        assertThat(cancel(NIGHT)).as("a second time").isEmpty();
    }

    @Test
    default void all_queued_jobs_of_a_tenant_are_cancelled_but_those_that_came_later() {
        JobId inBatch = store().queued(store().job().batch("night"));
        JobId alone = store().queued();
        Instant then = store().clock.instant();
        JobId later = store().queued();
        JobId theirs = store().queued(store().job().of("umbrella"));
        List<JobsCancelled> told = new ArrayList<>();

        assertThat(store().jobs.sweeps().cancelQueued(ACME, then, told::add)).isEqualTo(2);

        assertThat(told).containsExactly(new JobsCancelled("acme", Lane.BATCH, "gpt-4o-mini", 0,
                store().clock.instant(), List.of(alone, inBatch)));
        store().assertJob(later).is(JobState.QUEUED);
        store().assertJob(theirs).is(JobState.QUEUED);
    }

    @Test
    default void jobs_are_told_of_with_others_of_their_kind() {
        JobId small = store().queued(store().job().model("small"));
        JobId large = store().queued(store().job().model("large"));
        JobId again = store().dispatched(store().job().model("small"));
        store().jobs.dispatch().requeueUnsent(again, 1);
        List<JobsCancelled> told = new ArrayList<>();

        store().jobs.sweeps().cancelQueued(ACME, store().clock.instant(), told::add);

        Instant now = store().clock.instant();
        assertThat(told).containsExactlyInAnyOrder(
                new JobsCancelled("acme", Lane.BATCH, "small", 0, now, List.of(small)),
                new JobsCancelled("acme", Lane.BATCH, "large", 0, now, List.of(large)),
                new JobsCancelled("acme", Lane.BATCH, "small", 1, now, List.of(again)));
    }

    @Test
    default void those_that_are_handed_out_are_marked_for_their_workers() {
        JobId dispatched = store().dispatched(store().job().batch("night"));
        JobId running = store().running(store().job().batch("night"));
        store().queued(store().job().batch("night"));
        store().dispatched(store().job().batch("day"));
        Instant asked = store().clock.instant();

        assertThat(store().jobs.sweeps().requestCancel(NIGHT, asked)).containsExactlyInAnyOrder(dispatched, running);
        store().clock.pass(Duration.ofSeconds(1));
        assertThat(store().jobs.sweeps().requestCancel(NIGHT, asked)).hasSize(2);

        assertThat(store().read(running).progress().cancelRequestedAt()).as("the first time counts").isEqualTo(asked);
        assertThat(store().jobs.dispatch().requeueUnsent(dispatched, 1)).as("does not wait again").isFalse();
        store().assertJob(dispatched).is(JobState.CANCELLED);
    }

    @Test
    default void a_sweep_that_broke_off_is_repeated_without_harm() {
        for (int i = 0; i < 3; i++) {
            record("night", 1_000);
        }
        Set<JobId> told = new HashSet<>();
        try {
            store().jobs.sweeps().cancelQueued(NIGHT, store().clock.instant(), some -> {
                told.addAll(some.jobs());
                throw new IllegalStateException("killed");
            });
        } catch (IllegalStateException e) {
            assertThat(told).hasSize(1_000);
        }

        assertThat(cancel(NIGHT)).hasSize(2_000).doesNotContainAnyElementsOf(told);
    }

    @Test
    default void of_sweeps_dispatches_and_single_cancels_at_the_same_time_one_wins_each_job() throws Exception {
        List<JobId> ids = record("night", 5_000);
        Set<JobId> dispatched = new HashSet<>();
        Set<JobId> single = new HashSet<>();
        Set<JobId> swept = new HashSet<>();
        CountDownLatch bothHaveBegun = new CountDownLatch(2);

        try (ExecutorService others = Executors.newFixedThreadPool(2)) {
            Future<?> dispatches = others.submit(() -> {
                for (int from = 0; from < ids.size(); from += 50) {
                    store().dispatch(ids.subList(from, from + 50)).forEach(each -> dispatched.add(each.job().id()));
                    if (from == 0) {
                        bothHaveBegun.countDown();
                    }
                }
            });
            Future<?> cancels = others.submit(() -> {
                for (JobId id : ids.reversed().subList(0, 1_000)) {
                    if (store().jobs.cancel().cancel(id) instanceof Cancellation.Cancelled) {
                        single.add(id);
                    }
                    bothHaveBegun.countDown();
                }
            });
            assertThat(bothHaveBegun.await(1, TimeUnit.MINUTES)).isTrue();
            swept.addAll(cancel(NIGHT));
            dispatches.get();
            cancels.get();
        }

        assertThat(Collections.disjoint(dispatched, swept)).isTrue();
        assertThat(Collections.disjoint(dispatched, single)).isTrue();
        assertThat(Collections.disjoint(swept, single)).isTrue();
        assertThat(dispatched.size() + single.size() + swept.size()).isEqualTo(ids.size());
        for (JobId id : dispatched) {
            store().assertJob(id).is(JobState.DISPATCHED);
        }
    }

    @Test
    default void waiting_jobs_get_another_priority_and_what_runs_keeps_its_own() {
        JobId waits = store().queued(store().job().batch("night"));
        JobId same = store().queued(store().job().batch("night").priority(9));
        JobId runs = store().running(store().job().batch("night"));
        JobId day = store().queued(store().job().batch("day"));

        assertThat(store().jobs.sweeps().reprioritise(NIGHT, store().clock.instant(), 9)).isEqualTo(1);

        assertThat(store().read(waits).submitted().priority()).isEqualTo(9);
        assertThat(store().read(same).submitted().priority()).isEqualTo(9);
        assertThat(store().read(runs).submitted().priority()).isEqualTo(5);
        assertThat(store().read(day).submitted().priority()).isEqualTo(5);
    }

    private List<JobId> record(String batch, int count) {
        List<NewJob> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jobs.add(new NewJob(store().job().batch(batch).build(), StoreFixture.SHARD, false));
        }
        assertThat(store().jobs.intake().record(jobs)).isEmpty();
        return jobs.stream().map(job -> job.submitted().id()).toList();
    }
}
