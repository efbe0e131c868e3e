package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.store.job.JobIntake.NewJob;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

interface IntakeConformance extends UsesStore {

    @Test
    default void a_job_is_read_back_as_it_was_submitted() {
        SubmittedJob any = store().job().build();
        SubmittedJob job = new SubmittedJob(any.id(), "acme", "key_1", "night.run", Lane.INTERACTIVE, 9, "gpt-4o-mini",
                "{\"text\":\"你好 \\u0000 😀\"}", true, "line.17$", Map.of("a.b", "1", "$cost", "2", "", "3", "$", ""),
                StoreFixture.NOW.plusSeconds(60), "https://example.com/hook", CachePolicy.NEVER, "c0ffee",
                OnAmbiguous.HOLD, new CallTimeouts(5, null, 20, 600), "api-1", new TokenEstimate(300, 1_200),
                StoreFixture.NOW);

        Set<JobId> closed = store().jobs.intake().record(List.of(new NewJob(job, StoreFixture.SHARD, false)));

        assertThat(closed).isEmpty();
        JobRecord record = store().read(job.id());
        assertThat(record.submitted()).isEqualTo(job);
        assertThat(record.progress()).isEqualTo(new JobRecord.Progress(JobState.QUEUED, 0, store().clock.instant(),
                null, null, null, null, null, null));
        assertThat(record.attempts()).isEmpty();
        assertThat(record.ending()).isNull();
    }

    @Test
    default void what_a_job_does_not_have_it_does_not_get() {
        SubmittedJob job = store().job().build();
        store().jobs.intake().record(List.of(new NewJob(job, StoreFixture.SHARD, false)));

        assertThat(store().read(job.id()).submitted()).isEqualTo(job);
        assertThat(store().document(job.id())).doesNotContainKeys("keyId", "customId", "metadata", "deadline",
                "webhookUrl", "replyTo", "attempts", "endedAt");
    }

    @Test
    default void documents_hold_the_names_of_the_wire() {
        JobId id = store().queued(store().job().held());

        assertThat(store().document(id)).containsEntry("state", "queued").containsEntry("lane", "batch")
                .containsEntry("cache", "deterministic").containsEntry("onAmbiguous", "hold")
                .containsEntry("open", "batch-3");
    }

    @Test
    default void a_job_may_be_recorded_as_dispatched_at_once() {
        SubmittedJob job = store().job().build();

        store().jobs.intake().record(List.of(new NewJob(job, StoreFixture.SHARD, true)));

        store().assertJob(job.id()).is(JobState.DISPATCHED).hasEpoch(1);
        assertThat(store().read(job.id()).progress().dispatchedAt()).isEqualTo(store().clock.instant());
        assertThat(store().start("worker-1", job.id(), 1)).isTrue();
    }

    @Test
    default void a_repeat_is_told_and_leaves_the_first_as_it_is() {
        SubmittedJob first = store().job().request("{\"first\":1}").build();
        store().jobs.intake().record(List.of(new NewJob(first, StoreFixture.SHARD, false)));
        int epoch = store().dispatch(first.id());

        Set<JobId> closed = store().jobs.intake().record(List.of(new NewJob(
                new JobBuilder(first.id(), first.submittedAt()).request("{\"second\":2}").build(), StoreFixture.SHARD,
                false)));

        assertThat(closed).containsExactly(first.id());
        store().assertJob(first.id()).is(JobState.DISPATCHED).hasEpoch(epoch);
        assertThat(store().read(first.id()).submitted()).isEqualTo(first);
    }

    @Test
    default void of_a_mixed_batch_the_repeats_are_told_and_the_others_recorded() {
        List<NewJob> batch = IntStream.range(0, 1_000)
                .mapToObj(i -> new NewJob(store().job().build(), StoreFixture.SHARD, false)).toList();
        List<NewJob> known = IntStream.range(0, 1_000).filter(i -> i % 3 == 0).mapToObj(batch::get).toList();
        assertThat(store().jobs.intake().record(known)).isEmpty();

        assertThat(store().jobs.intake().record(batch)).containsExactlyInAnyOrderElementsOf(ids(known));
        assertThat(store().jobs.intake().record(batch)).containsExactlyInAnyOrderElementsOf(ids(batch));
        assertThat(store().jobs.queries().find(ids(batch))).hasSize(1_000)
                .allSatisfy(job -> assertThat(job.state()).isEqualTo(JobState.QUEUED));
    }

    private static List<JobId> ids(List<NewJob> batch) {
        return batch.stream().map(job -> job.submitted().id()).toList();
    }

    @Test
    default void of_a_job_that_stands_twice_in_a_batch_the_first_is_recorded_as_new() {
        SubmittedJob first = store().job().request("{\"first\":1}").build();
        SubmittedJob other = store().job().build();
        SubmittedJob second = new JobBuilder(first.id(), first.submittedAt()).request("{\"second\":2}").build();

        Set<JobId> closed = store().jobs.intake().record(List.of(new NewJob(first, StoreFixture.SHARD, false),
                new NewJob(other, StoreFixture.SHARD, false), new NewJob(second, StoreFixture.SHARD, false)));

        assertThat(closed).isEmpty();
        assertThat(store().read(first.id()).submitted()).isEqualTo(first);
        assertThat(store().read(other.id()).submitted()).isEqualTo(other);
    }

    @Test
    default void an_empty_batch_is_recorded_without_asking() {
        assertThat(store().jobs.intake().record(List.of())).isEmpty();
    }

    @Test
    default void a_request_too_large_for_a_document_fails_alone_and_is_not_kept() {
        SubmittedJob large = store().job().request("\"" + "界".repeat(JobIntake.MAX_REQUEST_BYTES / 3 + 1) + "\"")
                .build();
        SubmittedJob small = store().job().build();

        Set<JobId> closed = store().jobs.intake().record(List.of(new NewJob(large, StoreFixture.SHARD, true),
                new NewJob(small, StoreFixture.SHARD, false)));

        assertThat(closed).containsExactly(large.id());
        store().assertJob(large.id()).hasFailed(ErrorCode.REQUEST_TOO_LARGE.wire());
        assertThat(store().read(large.id()).submitted().request()).isEqualTo("{}");
        store().assertJob(small.id()).is(JobState.QUEUED);
        assertThat(store().dispatch(List.of(large.id()))).isEmpty();
    }

    @Test
    default void a_request_of_thirteen_megabytes_is_recorded_and_dispatched() {
        String request = "\"" + "x".repeat(13 * 1_024 * 1_024) + "\"";
        JobId id = store().queued(store().job().request(request));

        assertThat(store().dispatch(List.of(id)).getFirst().job().request()).isEqualTo(request);
    }

    @Test
    default void times_out_of_all_bounds_are_kept_within_what_a_document_holds() {
        JobId late = store().queued(store().job().deadline(Instant.MAX));
        JobId early = store().queued(store().job().deadline(Instant.MIN));

        assertThat(store().read(late).submitted().deadline()).isEqualTo("9999-12-31T23:59:59.999Z");
        assertThat(store().read(early).submitted().deadline()).isEqualTo(Instant.EPOCH);
    }

    @Test
    default void times_are_kept_to_the_millisecond() {
        JobId id = store().queued(store().job().deadline(Instant.parse("2026-03-02T00:00:00.123456789Z")));

        assertThat(store().read(id).submitted().deadline())
                .isEqualTo(Instant.parse("2026-03-02T00:00:00.123456789Z").truncatedTo(ChronoUnit.MILLIS));
    }
}
