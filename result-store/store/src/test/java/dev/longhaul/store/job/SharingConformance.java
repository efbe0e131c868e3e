package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.store.answer.AnswerKey;
import dev.longhaul.store.answer.AnswerStore;
import dev.longhaul.store.answer.AnswerStore.Answer;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import dev.longhaul.store.job.JobSharing.Cached;
import dev.longhaul.store.job.JobSharing.Ended;
import dev.longhaul.store.job.JobSharing.Result;
import dev.longhaul.store.job.JobSharing.Share;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Jobs that get the answers of others. */
interface SharingConformance extends UsesStore {

    String WHOLE = "{\"choices\":[{\"finish_reason\":\"stop\"}]}";

    private JobId answered(String response) {
        JobId id = store().dispatched();
        store().apply(StoreFixture.WORKER, id, 1, new Outcome.Succeeded(response, StoreFixture.USAGE));
        return id;
    }

    private Result share(JobId job, JobId from) {
        return store().jobs.sharing().share(List.of(new Share(job, from, true)), job + "/" + from);
    }

    @Test
    default void a_queued_job_gets_the_answer_and_says_whose_it_is() {
        JobId from = answered(WHOLE);
        JobId job = store().queued();

        Cached cached = new Cached(from, true, StoreFixture.USAGE.totalTokens(), null);
        assertThat(share(job, from)).isEqualTo(new Result(List.of(new Ended(job, cached)), Set.of()));

        store().assertJob(job).is(JobState.SUCCEEDED).hasNoAttempts();
        assertThat(store().read(job).ending())
                .isEqualTo(new JobRecord.Ending(store().clock.instant(), WHOLE, null, 0L, cached, null));
        assertThat(store().document(job)).doesNotContainKeys("open", "ledger").containsKey("expireAt");
    }

    @Test
    default void what_a_shared_answer_had_cost_is_told_where_it_is_known() {
        JobId from = store().dispatched();
        WorkerOutcome outcome = store().outcome(StoreFixture.WORKER, from, 1,
                new Outcome.Succeeded(WHOLE, StoreFixture.USAGE));
        store().apply(new WorkerOutcome(outcome.worker(), outcome.report(), 17L));
        JobId job = store().queued();
        JobId next = store().queued();

        assertThat(share(job, from).ended()).extracting(ended -> ended.cached().nanoDollars()).containsExactly(17L);
        assertThat(share(next, job).ended()).extracting(ended -> ended.cached().nanoDollars())
                .as("the answer cost that job nothing").containsExactly(0L);
    }

    @Test
    default void a_job_that_is_not_queued_any_more_is_left_as_it_is() {
        JobId from = answered(WHOLE);
        for (JobState state : JobState.values()) {
            if (state != JobState.QUEUED) {
                JobId job = store().in(state);

                assertThat(share(job, from)).isEqualTo(new Result(List.of(), Set.of()));
                store().assertJob(job).is(state);
            }
        }
    }

    @Test
    default void an_answer_that_is_not_whole_is_useless() {
        for (JobId from : List.of(answered("{\"choices\":[{\"finish_reason\":\"length\"}]}"),
                answered("{\"choices\":[{\"finish_reason\":\"stop\"},{\"finish_reason\":\"content_filter\"}]}"),
                answered("{\"choices\":[]}"), answered("no json"),
                answered("{\"choices\":[{\"finish_reason\":\"stop\"}],\"x\":\"" + "x".repeat(JobSharing.LONGEST)
                        + "\"}"),
                store().in(JobState.FAILED), store().running())) {
            JobId job = store().queued();

            assertThat(share(job, from)).isEqualTo(new Result(List.of(), Set.of(from)));
            store().assertJob(job).is(JobState.QUEUED);
        }
    }

    @Test
    default void known_answers_are_found_for_an_hour() {
        AnswerStore answers = new AnswerStore(store().database, store().clock);
        answers.createIndexes();
        AnswerKey key = new AnswerKey("acme", 1, -2);
        Instant now = store().clock.instant();
        Answer first = new Answer(key, store().queued(), now, 1_024);
        Answer second = new Answer(key, store().queued(), now, 1_024);
        Answer others = new Answer(new AnswerKey("other", 1, -2), store().queued(), now, 1_024);

        answers.remember(List.of(first, others));
        answers.remember(List.of(second));
        answers.remember(List.of());

        assertThat(answers.find(Set.of(key, new AnswerKey("acme", 1, 2)))).containsExactly(second);
        assertThat(answers.find(Set.of())).isEmpty();
        answers.forget(Set.of(key), Set.of(first.job()));
        assertThat(answers.find(Set.of(key))).as("by another job since").containsExactly(second);
        store().clock.pass(Duration.ofMinutes(59));
        assertThat(answers.find(Set.of(key))).containsExactly(second);
        assertThat(answers.sweep(10)).isZero();
        store().clock.pass(Duration.ofMinutes(1));
        assertThat(answers.find(Set.of(key))).isEmpty();
        assertThat(answers.sweep(10)).isEqualTo(2);
    }
}
