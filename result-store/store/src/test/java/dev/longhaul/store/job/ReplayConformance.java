package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.store.deadletter.LetterFilter;
import dev.longhaul.store.deadletter.PastGeneration;
import dev.longhaul.store.job.JobReplays.Dealt;
import dev.longhaul.store.replay.Overrides;
import dev.longhaul.store.replay.ReplayItem;
import dev.longhaul.store.replay.Skip;
import dev.longhaul.store.replay.Standing;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A failed job's next generation begins once, and with all its tries. */
interface ReplayConformance extends UsesStore {

    private Dealt replay(JobId id, int generation, String replay, Overrides overrides) {
        return store().jobs.replays().replay(List.of(new ReplayItem(id, generation)), replay, overrides).getFirst();
    }

    private Dealt replay(JobId id, int generation, String replay) {
        return replay(id, generation, replay, Overrides.NONE);
    }

    private JobId failed() {
        JobId id = store().dispatched();
        store().apply(StoreFixture.WORKER, id, 1, StoreFixture.failed(),
                store().attempt(StoreFixture.WORKER, 1, Attempt.End.REFUSED));
        return id;
    }

    @Test
    default void a_failed_job_waits_again_as_its_next_generation_and_keeps_its_history() {
        JobId id = failed();

        Dealt dealt = replay(id, 1, "rpl_1");

        assertThat(dealt.standing()).isEqualTo(new Standing.Replayed(JobState.QUEUED));
        assertThat(Objects.requireNonNull(dealt.queued()).id()).isEqualTo(id);
        JobRecord job = store().read(id);
        assertThat(job.state()).isEqualTo(JobState.QUEUED);
        assertThat(job.ending()).isNull();
        assertThat(job.attempts()).hasSize(1);
        assertThat(store().document(id)).doesNotContainKeys("expireAt", "failure", "dead").containsEntry("open",
                StoreFixture.SHARD.toString());
        assertThat(store().jobs.letters().past(id)).singleElement().satisfies(past -> {
            assertThat(past.generation()).isEqualTo(1);
            assertThat(past.startedBy()).isNull();
            assertThat(past.provider()).isEqualTo("openai");
            assertThat(past.failure().message()).isEqualTo("No.");
        });
        assertThat(store().jobs.letters().list(LetterFilter.ALL, null, 10)).isEmpty();
    }

    @Test
    default void nobody_misses_the_end_of_a_job_that_is_replayed_and_its_next_end_is_told_as_well() {
        JobId id = store().dispatched(store().job().webhook("https://example.org/hook"));
        store().apply(StoreFixture.WORKER, id, 1, StoreFixture.failed());
        List<ReplayItem> items = List.of(new ReplayItem(id, 1));

        assertThat(store().jobs.replays().replay(items, "rpl_1", Overrides.NONE)).isEmpty();
        assertThat(store().read(id).state()).isEqualTo(JobState.FAILED);

        JobTellings tellings = store().jobs.tellings();
        tellings.told(tellings.untold(10));
        assertThat(replay(id, 1, "rpl_1").standing()).isEqualTo(new Standing.Replayed(JobState.QUEUED));
        store().dispatch(List.of(id));
        store().apply(StoreFixture.WORKER, id, 2, StoreFixture.succeeded());
        assertThat(tellings.untold(10)).singleElement()
                .satisfies(end -> assertThat(end.state()).isEqualTo(JobState.SUCCEEDED));
    }

    @Test
    default void a_replayed_job_has_all_its_tries_again() {
        JobId id = failed();
        replay(id, 1, "rpl_1");

        JobDispatch.Dispatched again = store().dispatch(List.of(id)).getFirst();

        assertThat(again.epoch()).isEqualTo(2);
        assertThat(again.attempts()).isZero();
        store().apply(StoreFixture.WORKER, id, 2, StoreFixture.succeeded());
        store().assertJob(id).is(JobState.SUCCEEDED);
    }

    @Test
    default void the_same_replay_finds_what_it_has_done() {
        JobId id = failed();
        replay(id, 1, "rpl_1");

        assertThat(replay(id, 1, "rpl_1").standing()).isEqualTo(new Standing.Replayed(JobState.QUEUED));
        assertThat(store().jobs.letters().past(id)).hasSize(1);

        store().dispatch(id);
        assertThat(replay(id, 1, "rpl_1").queued()).isNull();
        store().apply(StoreFixture.WORKER, id, 2, StoreFixture.failed());
        assertThat(replay(id, 1, "rpl_1").standing()).as("it must not begin a third generation")
                .isEqualTo(new Standing.Replayed(JobState.FAILED));

        replay(id, 2, "rpl_2");
        assertThat(replay(id, 1, "rpl_1").standing()).as("a later replay has gone on")
                .isEqualTo(new Standing.Replayed(JobState.FAILED));
        assertThat(store().jobs.letters().past(id)).extracting(PastGeneration::startedBy).containsExactly(null,
                "rpl_1");
    }

    @Test
    default void of_two_replays_one_wins_each_job() throws Exception {
        List<ReplayItem> items = IntStream.range(0, 100).mapToObj(i -> new ReplayItem(failed(), 1)).toList();
        List<List<Dealt>> both;
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Callable<List<Dealt>>> replays = List.of(
                    () -> store().jobs.replays().replay(items, "rpl_1", Overrides.NONE),
                    () -> store().jobs.replays().replay(items, "rpl_2", Overrides.NONE));
            both = threads.invokeAll(replays).stream().map(Future::resultNow).toList();
        }

        for (int i = 0; i < items.size(); i++) {
            assertThat(List.of(both.get(0).get(i).standing(), both.get(1).get(i).standing()))
                    .containsExactlyInAnyOrder(new Standing.Replayed(JobState.QUEUED),
                            new Standing.Skipped(Skip.REPLAYED));
            assertThat(store().jobs.letters().past(items.get(i).id())).hasSize(1);
        }
    }

    @Test
    default void what_is_not_as_it_was_selected_is_left_alone() {
        JobId succeeded = failed();
        replay(succeeded, 1, "other");
        store().apply(StoreFixture.WORKER, succeeded, store().dispatch(succeeded), StoreFixture.succeeded());
        JobId discarded = failed();
        store().jobs.letters().discard(LetterFilter.ALL, "ann", "not needed");
        JobId gone = store().job().build().id();
        JobId tooLarge = store().dispatched(store().job().request("{\"a\":\"b\"}"));
        store().apply(StoreFixture.WORKER, tooLarge, 1, StoreFixture.failed());
        store().database.getCollection("jobs").updateOne(new org.bson.Document("_id", tooLarge.toString()),
                com.mongodb.client.model.Updates.unset("request"));

        assertThat(replay(succeeded, 1, "rpl_1").standing()).isEqualTo(new Standing.Skipped(Skip.SUCCEEDED));
        assertThat(replay(discarded, 1, "rpl_1").standing()).isEqualTo(new Standing.Skipped(Skip.DISCARDED));
        assertThat(replay(gone, 1, "rpl_1").standing()).isEqualTo(new Standing.Skipped(Skip.GONE));
        assertThat(replay(tooLarge, 1, "rpl_1").standing()).isEqualTo(new Standing.Skipped(Skip.UNREPLAYABLE));
        store().assertJob(succeeded).is(JobState.SUCCEEDED);
        store().assertJob(discarded).is(JobState.FAILED);
    }

    @Test
    default void another_lane_model_and_parameter_are_taken_and_the_old_request_is_kept() {
        JobId id = store().dispatched(store().job().request("{\"messages\":[],\"temperature\":1}"));
        store().apply(StoreFixture.WORKER, id, 1, StoreFixture.failed());

        replay(id, 1, "rpl_1", new Overrides("large", "sim", Lane.STANDARD, "{\"temperature\":0}"));

        JobRecord job = store().read(id);
        assertThat(job.submitted().model()).isEqualTo("large@sim");
        assertThat(job.submitted().lane()).isEqualTo(Lane.STANDARD);
        assertThat(job.submitted().request()).isEqualTo("{\"messages\":[],\"temperature\":0}");
        assertThat(job.submitted().cacheKey()).isNull();
        assertThat(store().document(id)).containsEntry("open", "standard-3");
        assertThat(store().jobs.letters().past(id)).singleElement().satisfies(past -> {
            assertThat(past.request()).isEqualTo("{\"messages\":[],\"temperature\":1}");
            assertThat(past.model()).isEqualTo("gpt-4o-mini");
            assertThat(past.lane()).isEqualTo(Lane.BATCH);
        });
    }

    @Test
    default void a_deadline_that_has_passed_is_forgotten_and_another_one_kept() {
        JobId late = store().dispatched(store().job().deadline(store().clock.instant().plusSeconds(1)));
        JobId early = store().dispatched(store().job().deadline(store().clock.instant().plusSeconds(600)));
        for (JobId id : List.of(late, early)) {
            store().apply(StoreFixture.WORKER, id, 1, StoreFixture.failed());
        }
        store().clock.pass(java.time.Duration.ofSeconds(60));

        replay(late, 1, "rpl_1");
        replay(early, 1, "rpl_1");

        assertThat(store().read(late).submitted().deadline()).isNull();
        assertThat(store().read(early).submitted().deadline()).isNotNull();
    }
}
