package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.store.job.JobCancel.Cancellation;
import dev.longhaul.store.job.JobRevisions.RevisedJob;
import dev.longhaul.store.job.JobRevisions.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

interface RevisionConformance extends UsesStore {

    @Test
    default void a_paused_job_is_not_dispatched_until_it_is_resumed() {
        JobId paused = store().queued();
        JobId other = store().queued();

        assertThat(store().jobs.revisions().pause(paused)).isEqualTo(new Revision.Revised(store().read(paused)));
        store().jobs.revisions().pause(paused);

        assertThat(store().read(paused).progress().waitingFor()).isEqualTo("paused");
        assertThat(store().dispatch(List.of(paused, other))).extracting(each -> each.job().id())
                .containsExactly(other);
        store().assertJob(paused).is(JobState.QUEUED);
        assertThat(store().jobs.dispatch().findOpen(List.of(paused))).singleElement().matches(OpenJob::paused);

        store().jobs.revisions().resume(paused);
        assertThat(store().read(paused).progress().waitingFor()).isNull();
        assertThat(store().dispatch(paused)).isEqualTo(1);
    }

    @Test
    default void a_job_that_waits_gets_another_priority() {
        JobId id = store().queued();

        store().jobs.revisions().reprioritise(id, 8);

        assertThat(store().read(id).submitted().priority()).isEqualTo(8);
        assertThat(store().jobs.dispatch().findOpen(List.of(id))).extracting(OpenJob::priority).containsExactly(8);
    }

    @Test
    default void what_does_not_wait_stays_as_it_is() {
        for (JobState state : JobState.values()) {
            if (state == JobState.QUEUED) {
                continue;
            }
            JobId id = store().in(state);
            JobRecord before = store().read(id);

            for (Revision result : List.of(store().jobs.revisions().pause(id), store().jobs.revisions().resume(id),
                    store().jobs.revisions().reprioritise(id, 9))) {
                assertThat(result).isEqualTo(
                        state.isTerminal() ? new Revision.Ended(before) : new Revision.Started(before));
            }
            assertThat(store().read(id)).isEqualTo(before);
        }
        assertThat(store().jobs.revisions().pause(store().job().build().id())).isEqualTo(new Revision.NotRecorded());
    }

    @Test
    default void a_paused_job_can_be_cancelled_and_leaves_no_pause_behind() {
        JobId id = store().queued();
        store().jobs.revisions().pause(id);

        assertThat(store().jobs.cancel().cancel(id)).isInstanceOf(Cancellation.Cancelled.class);

        assertThat(store().read(id).progress().waitingFor()).isNull();
        assertThat(store().document(id)).doesNotContainKeys("paused", "revisedAt");
    }

    @Test
    default void changes_are_found_by_their_time_as_long_as_the_job_waits() {
        JobId paused = store().queued();
        JobId gone = store().queued();
        store().jobs.revisions().reprioritise(gone, 1);
        store().dispatch(gone);
        store().clock.pass(Duration.ofMinutes(1));
        Instant later = store().clock.instant();
        store().queued();
        store().jobs.revisions().pause(paused);

        assertThat(store().jobs.revisions().since(later)).singleElement().satisfies(revised -> {
            assertThat(revised.job()).isEqualTo(store().jobs.dispatch().findOpen(List.of(paused)).getFirst());
            assertThat(revised.shard()).isEqualTo(StoreFixture.SHARD);
            assertThat(revised.at()).isEqualTo(store().clock.instant());
        });
        assertThat(store().jobs.revisions().since(Instant.EPOCH)).extracting(RevisedJob::job).extracting(OpenJob::id)
                .containsExactly(paused);
        assertThat(store().jobs.revisions().since(store().clock.instant().plusMillis(1))).isEmpty();
    }
}
