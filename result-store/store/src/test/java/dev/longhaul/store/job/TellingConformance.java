package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.ResultMessage.Delivery;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.job.JobIntake.NewJob;
import dev.longhaul.store.job.JobSharing.Share;
import dev.longhaul.store.job.JobTellings.EndedJob;
import dev.longhaul.store.order.JobSet;
import dev.longhaul.store.webhook.WebhookEndpoint.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** That an end is to be told is written by the end itself, whoever ends the job. */
interface TellingConformance extends UsesStore {

    String HOOK = "https://example.org/hook";

    @Test
    default void whoever_ends_a_job_with_an_address_notes_that_this_is_to_be_told() {
        List<JobId> ended = List.of(byOutcome(StoreFixture.succeeded()), byOutcome(StoreFixture.failed()),
                byOutcome(new Outcome.Cancelled()), byOutcome(new Outcome.Expired()), byQueue(JobState.EXPIRED),
                byQueue(JobState.REJECTED), byCancel(), bySweep(), byLoss(), byVerdict(), byAnotherAnswer(), bySize());

        assertThat(store().jobs.tellings().untold(100)).extracting(EndedJob::id)
                .containsExactlyInAnyOrderElementsOf(ended);
        assertThat(store().jobs.tellings().untold(100)).allSatisfy(job -> {
            JobRecord record = store().read(job.id());
            assertThat(job.state()).isEqualTo(record.state());
            assertThat(job.at()).isEqualTo(Objects.requireNonNull(record.ending()).at());
            assertThat(job.webhookUrl()).isEqualTo(HOOK);
        });
    }

    private JobId byOutcome(Outcome outcome) {
        JobId id = store().dispatched(store().job().webhook(HOOK));
        store().apply(StoreFixture.WORKER, id, 1, outcome);
        return id;
    }

    private JobId byQueue(JobState end) {
        JobId id = store().queued(store().job().webhook(HOOK));
        assertThat(store().endQueued(id, end, Failure.of(ErrorCode.JOB_EXPIRED, "Over."))).isTrue();
        return id;
    }

    private JobId byCancel() {
        JobId id = store().queued(store().job().webhook(HOOK));
        store().jobs.cancel().cancel(id);
        return id;
    }

    private JobId bySweep() {
        JobId id = store().queued(store().job().webhook(HOOK).of("swept"));
        assertThat(store().jobs.sweeps().cancelQueued(JobSet.ofTenant("swept"), store().clock.instant(), news -> {
        })).isEqualTo(1);
        return id;
    }

    private JobId byLoss() {
        JobId id = store().running(store().job().webhook(HOOK).held());
        assertThat(store().jobs.dispatch().requeue(id, 1).state()).isEqualTo(JobState.FAILED);
        return id;
    }

    private JobId byVerdict() {
        JobId id = store().running(store().job().webhook(HOOK).held());
        assertThat(store().judge(new Delivery(id, "acme", 1)).ended()).isNotNull();
        return id;
    }

    private JobId byAnotherAnswer() {
        JobId from = store().dispatched();
        store().apply(StoreFixture.WORKER, from, 1,
                new Outcome.Succeeded("{\"choices\":[{\"finish_reason\":\"stop\"}]}", null));
        JobId id = store().queued(store().job().webhook(HOOK));
        assertThat(store().jobs.sharing().share(List.of(new Share(id, from, false)), "token").ended()).hasSize(1);
        return id;
    }

    private JobId bySize() {
        JobBuilder large = store().job().webhook(HOOK).request("\"" + "x".repeat(JobIntake.MAX_REQUEST_BYTES) + "\"");
        JobId id = large.build().id();
        assertThat(store().jobs.intake().record(List.of(new NewJob(large.build(), StoreFixture.SHARD, false))))
                .containsExactly(id);
        return id;
    }

    @Test
    default void a_job_of_which_nobody_wants_to_hear_has_nothing_to_be_told() {
        JobId id = store().in(JobState.SUCCEEDED);

        assertThat(store().jobs.tellings().untold(100)).isEmpty();
        assertThat(store().document(id)).doesNotContainKeys(Fields.HOOK, Fields.TELL);
    }

    @Test
    default void jobs_of_a_tenant_with_an_endpoint_are_told() {
        store().endpoints.create("acme", new Settings("mine", HOOK, Set.of(EventType.JOB_FAILED), false, false));

        JobId id = store().in(JobState.FAILED);

        assertThat(store().jobs.tellings().untold(100)).extracting(EndedJob::id).containsExactly(id);
    }

    @Test
    default void what_is_told_is_told_once_and_a_later_end_again() {
        JobId id = byOutcome(StoreFixture.failed());
        List<EndedJob> first = store().jobs.tellings().untold(100);
        store().jobs.tellings().told(first);
        assertThat(store().jobs.tellings().untold(100)).isEmpty();

        // as a replay does
        store().database.getCollection("jobs").updateOne(new Document("_id", id.toString()), new Document("$set",
                new Document("state", "queued")).append("$unset", new Document("endedAt", "")));
        store().clock.pass(Duration.ofSeconds(1));
        assertThat(store().endQueued(id, JobState.FAILED, Failure.of(ErrorCode.PROVIDER_UNAVAILABLE, "Again.")))
                .isTrue();
        List<EndedJob> second = store().jobs.tellings().untold(100);
        assertThat(second).extracting(EndedJob::id).containsExactly(id);

        // who tells the first end late does not take the second for told
        store().jobs.tellings().told(first);
        assertThat(store().jobs.tellings().untold(100)).isEqualTo(second);
        store().jobs.tellings().told(second);
        assertThat(store().jobs.tellings().untold(100)).isEmpty();
    }

    @Test
    default void an_open_job_has_nothing_to_be_told() {
        store().queued(store().job().webhook(HOOK));
        store().running(store().job().webhook(HOOK));

        assertThat(store().jobs.tellings().untold(100)).isEmpty();
    }
}
