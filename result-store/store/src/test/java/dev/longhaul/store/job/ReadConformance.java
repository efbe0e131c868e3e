package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.store.job.JobIntake.NewJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

interface ReadConformance extends UsesStore {

    @Test
    default void jobs_are_found_by_their_ids() {
        JobId one = store().queued();
        JobId other = store().in(JobState.SUCCEEDED);
        JobId unknown = store().job().build().id();

        assertThat(store().jobs.queries().find(unknown)).isEmpty();
        assertThat(store().jobs.queries().find(other)).map(JobRecord::state).contains(JobState.SUCCEEDED);
        assertThat(store().jobs.queries().find(List.of(other, unknown, one))).extracting(JobRecord::id)
                .containsExactlyInAnyOrder(one, other);
        assertThat(store().jobs.queries().find(List.of())).isEmpty();
    }

    @Test
    default void a_scan_hands_over_what_is_open_in_its_shard() {
        Instant deadline = store().clock.instant().plusSeconds(600);
        JobId queued = store()
                .queued(store().job().by("key_1").customId("row-17").priority(9).tokens(321).deadline(deadline));
        JobId dispatched = store().dispatched();
        JobId running = store().running();
        JobId throttled = store().dispatched();
        store().apply("worker-1", throttled, 1, store().throttled());
        for (JobState state : JobState.values()) {
            if (state.isTerminal()) {
                store().in(state);
            }
        }
        store().jobs.intake().record(List.of(new NewJob(store().job().build(), new Shard(Lane.BATCH, 4), false),
                new NewJob(store().job().build(), new Shard(Lane.STANDARD, 3), false)));

        List<OpenJob> open = new ArrayList<>();
        store().jobs.dispatch().scanOpen(StoreFixture.SHARD, open::add);

        assertThat(open).extracting(OpenJob::id).containsExactlyInAnyOrder(queued, dispatched, running, throttled);
        assertThat(open).extracting(OpenJob::state).containsExactlyInAnyOrder(JobState.QUEUED, JobState.DISPATCHED,
                JobState.RUNNING, JobState.QUEUED);
        assertThat(open)
                .contains(new OpenJob(queued, "acme", "key_1", null, "row-17", null, Lane.BATCH, 9, "gpt-4o-mini",
                        new TokenEstimate(0, 321), JobState.QUEUED, 0,
                        null, deadline, false));
        assertThat(open).filteredOn(job -> job.id().equals(throttled)).singleElement()
                .satisfies(job -> assertThat(job.notBefore()).isNotNull())
                .satisfies(job -> assertThat(job.epoch()).isEqualTo(1));
    }

    @Test
    default void a_scan_hands_over_more_than_one_batch() {
        for (int i = 0; i < 5; i++) {
            store().jobs.intake().record(IntStream.range(0, 500)
                    .mapToObj(j -> new NewJob(store().job().build(), StoreFixture.SHARD, false)).toList());
        }
        List<JobId> open = new ArrayList<>();

        store().jobs.dispatch().scanOpen(StoreFixture.SHARD, job -> open.add(job.id()));

        assertThat(open).hasSize(2_500).doesNotHaveDuplicates();
    }

    @Test
    default void the_open_ones_among_many_are_told_as_they_stand() {
        JobId queued = store().queued();
        JobId running = store().running();
        JobId ended = store().in(JobState.FAILED);

        assertThat(store().jobs.dispatch().findOpen(List.of(queued, running, ended, store().job().build().id())))
                .extracting(OpenJob::id, OpenJob::state, OpenJob::epoch)
                .containsExactlyInAnyOrder(tuple(queued, JobState.QUEUED, 0),
                        tuple(running, JobState.RUNNING, 1));
    }

    @Test
    default void the_indexes_are_there_and_made_again_without_an_error() {
        store().jobs.createIndexes();
        store().idempotency.createIndexes();

        List<Document> keys = store().database.getCollection("jobs").listIndexes()
                .map(index -> Objects.requireNonNull(index.get("key", Document.class))).into(new ArrayList<>());
        assertThat(keys).contains(new Document("open", 1), new Document("tenant", 1).append("_id", -1),
                new Document("tenant", 1).append("state", 1).append("_id", -1),
                new Document("tenant", 1).append("customId", 1).append("_id", -1), new Document("expireAt", 1));
    }
}
