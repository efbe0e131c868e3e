package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.store.deadletter.Letter;
import dev.longhaul.store.deadletter.LetterFilter;
import dev.longhaul.store.deadletter.LetterGroup;
import dev.longhaul.store.job.JobDispatch.Dispatched;
import dev.longhaul.store.job.JobIntake.NewJob;
import dev.longhaul.store.job.JobResults.Applied;
import dev.longhaul.store.order.JobSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how fast the embedded server takes jobs through the store; asserts only that all of them come through. */
class StoreSpeedTest {

    private static final Logger log = LoggerFactory.getLogger(StoreSpeedTest.class);
    private static final int JOBS = 5_000;
    private static final int BATCH = 500;

    @Test
    void five_thousand_jobs_come_through() {
        try (StoreFixture store = new StoreFixture(SharedServers.mongo().uri("longhaul"))) {
            String request = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(1_000) + "\"}]}";
            List<List<NewJob>> batches = IntStream.range(0, JOBS / BATCH).mapToObj(i -> IntStream.range(0, BATCH)
                    .mapToObj(j -> new NewJob(store.job().request(request).build(), StoreFixture.SHARD, false))
                    .toList()).toList();
            List<JobId> ids = batches.stream().flatMap(List::stream).map(job -> job.submitted().id()).toList();
            List<Dispatched> dispatched = new ArrayList<>();
            List<Applied> applied = new ArrayList<>();

            time("record " + JOBS + " jobs", () -> batches.forEach(batch -> store.jobs.intake().record(batch)));
            time("dispatch " + JOBS + " jobs", () -> {
                for (int from = 0; from < JOBS; from += BATCH) {
                    dispatched.addAll(store.dispatch(ids.subList(from, from + BATCH)));
                }
            });
            time("apply " + JOBS + " jobs", () -> {
                for (int from = 0; from < JOBS; from += BATCH) {
                    applied.addAll(store.jobs.results().apply(dispatched.subList(from, from + BATCH).stream()
                            .map(each -> store.outcome("worker-1", each.job().id(), 1, StoreFixture.succeeded(),
                                    store.attempt("worker-1", 1, Attempt.End.SUCCEEDED)))
                            .toList(), null));
                }
            });
            time("list the newest hundred, a hundred times", () -> {
                for (int i = 0; i < 100; i++) {
                    store.jobs.queries()
                            .list(new JobQueries.JobFilter("acme", JobState.SUCCEEDED, null, null, null, null,
                                    null, null, null, true), 100, false, Long.MAX_VALUE);
                }
            });
            time("scan the open ones of a shard, a hundred times", () -> {
                for (int i = 0; i < 100; i++) {
                    store.jobs.dispatch().scanOpen(StoreFixture.SHARD, job -> log.debug("open: {}", job.id()));
                }
            });
            time("look for what is past its time, a hundred times", () -> {
                for (int i = 0; i < 100; i++) {
                    store.jobs.retention().sweep(500);
                }
            });

            assertThat(applied).hasSize(JOBS).allMatch(each -> each.state() == JobState.SUCCEEDED);
        }
    }

    /** The dead letters of which the milestone speaks; what it wants is under a second for either list. */
    @Test
    void a_hundred_thousand_dead_letters_are_grouped_and_listed() {
        try (StoreFixture store = new StoreFixture(SharedServers.mongo().uri("longhaul"))) {
            int letters = 100_000;
            time("record and fail " + letters + " jobs", () -> {
                for (int from = 0; from < letters; from += BATCH) {
                    List<NewJob> batch = IntStream.range(0, BATCH)
                            .mapToObj(i -> new NewJob(store.job().build(), StoreFixture.SHARD, false)).toList();
                    store.jobs.intake().record(batch);
                    store.jobs.dispatch().endQueued(batch.stream().map(job -> job.submitted().id()).toList(),
                            JobState.FAILED,
                            Failure.of(ErrorCode.PROVIDER_REFUSED, "No " + "abcdefgh".charAt(from / BATCH % 8)),
                            "token-" + from);
                }
            });
            List<LetterGroup> groups = new ArrayList<>();
            List<Letter> page = new ArrayList<>();
            // the first time the code is cold
            for (int i = 0; i < 3; i++) {
                time("group " + letters + " dead letters", () -> {
                    groups.clear();
                    groups.addAll(store.jobs.letters().groups(LetterFilter.ALL, 200));
                });
                time("list the newest hundred of " + letters, () -> {
                    page.clear();
                    page.addAll(store.jobs.letters().list(LetterFilter.ALL, null, 100));
                    page.addAll(store.jobs.letters().list(LetterFilter.ofCause(groups.getFirst().cause()), null, 100));
                });
            }

            assertThat(groups).hasSize(8);
            assertThat(groups.stream().mapToLong(LetterGroup::count).sum()).isEqualTo(letters);
            assertThat(page).hasSize(200);
        }
    }

    @Test
    void twenty_thousand_queued_jobs_are_swept() {
        try (StoreFixture store = new StoreFixture(SharedServers.mongo().uri("longhaul"))) {
            String request = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(500) + "\"}]}";
            JobSet night = new JobSet("acme", "night");
            time("record 20,000 jobs", () -> {
                for (int from = 0; from < 20_000; from += BATCH) {
                    store.jobs.intake().record(IntStream.range(0, BATCH)
                            .mapToObj(j -> new NewJob(store.job().batch("night").request(request).build(),
                                    StoreFixture.SHARD, false))
                            .toList());
                }
            });
            Set<JobId> told = new HashSet<>();
            time("give 20,000 queued jobs another priority", () -> assertThat(
                    store.jobs.sweeps().reprioritise(night, store.clock.instant(), 9)).isEqualTo(20_000));
            time("cancel 20,000 queued jobs",
                    () -> assertThat(store.jobs.sweeps().cancelQueued(night, store.clock.instant(),
                            some -> told.addAll(some.jobs()))).isEqualTo(20_000));
            time("cancel them again", () -> assertThat(
                    store.jobs.sweeps().cancelQueued(night, store.clock.instant(), some -> log.info("none"))).isZero());

            assertThat(told).hasSize(20_000);
        }
    }

    private static void time(String what, Runnable work) {
        long before = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - before) / 1e9;
        log.info("{}: {} s", what, String.format("%.2f", seconds));
    }
}
