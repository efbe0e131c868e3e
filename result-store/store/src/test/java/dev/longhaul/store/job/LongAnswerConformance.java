package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.client.MongoCollection;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobSize;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.AnswerPart;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.LongAnswers;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobQueries.JobFilter;
import dev.longhaul.store.job.JobResults.Applied;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Answers of more than 1 MiB are kept in parts, which come and go with their job. */
interface LongAnswerConformance extends UsesStore {

    /** Characters of one, two, three and four bytes, so that a part's end falls into the middle of some. */
    private static String text(int atLeast) {
        StringBuilder text = new StringBuilder("\"a");
        while (text.length() < atLeast) {
            text.append("a\u00e9\u754c\ud83d\ude00\ud83d\ude00");
        }
        return text.append('"').toString();
    }

    private Outcome answer(String text) {
        return new Outcome.Succeeded(text, StoreFixture.USAGE);
    }

    private StoredAnswer stored(JobId id) {
        return Objects.requireNonNull(Objects.requireNonNull(store().read(id).ending()).stored());
    }

    private List<String> parts(JobId id) {
        List<String> parts = new ArrayList<>();
        store().jobs.answers().read(stored(id), parts::add);
        return parts;
    }

    private MongoCollection<Document> kept() {
        return store().database.getCollection("answer_parts");
    }

    @Test
    default void a_long_answer_is_kept_word_for_word_in_parts_that_are_short() {
        String text = text(JobAnswers.PART_CHARS * 5 + 17);
        JobId id = store().running();

        assertThat(store().apply(StoreFixture.WORKER, id, 1, answer(text),
                store().attempt(StoreFixture.WORKER, 1, Attempt.End.SUCCEEDED)).state()).isEqualTo(JobState.SUCCEEDED);

        assertThat(parts(id)).hasSizeGreaterThan(5).allMatch(part -> part.length() <= JobAnswers.PART_CHARS);
        assertThat(String.join("", parts(id)).equals(text)).as("word for word").isTrue();
        assertThat(stored(id).bytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        assertThat(store().document(id).toJson().length()).isLessThan(2_000);
        assertThat(store().read(id).ending()).returns(null, ending -> ending == null ? "" : ending.response())
                .returns(StoreFixture.USAGE, ending -> ending == null ? null : ending.usage());
        store().assertJob(id).hasAttempts(Attempt.End.SUCCEEDED);
    }

    @Test
    default void an_answer_of_a_mebibyte_stays_in_its_document_and_one_more_byte_does_not() {
        String most = "\u754c".repeat(JobAnswers.LONGEST_INLINE / 3) + "a".repeat(JobAnswers.LONGEST_INLINE % 3);
        JobId inline = store().dispatched(store().job().request("x".repeat(JobIntake.MAX_REQUEST_BYTES)));
        JobId apart = store().dispatched();

        store().apply("w", inline, 1, answer(most));
        store().apply("w", apart, 1, answer(most + "a"));

        assertThat(Objects.requireNonNull(store().read(inline).ending()).response()).hasSameSizeAs(most);
        assertThat(stored(apart).bytes()).isEqualTo(JobAnswers.LONGEST_INLINE + 1L);
    }

    @Test
    default void the_longest_answer_fits_beside_the_longest_request_and_keeps_nobody_back() {
        JobId id = store().dispatched(store().job().request("x".repeat(JobIntake.MAX_REQUEST_BYTES)));
        WorkerOutcome large = store().outcome("w", id, 1, answer("y".repeat(JobSize.MAX_BYTES)));
        WorkerOutcome small = store().outcome("w", store().dispatched(), 1, StoreFixture.succeeded());

        assertThat(store().jobs.results().apply(List.of(large, small), null)).extracting(Applied::state)
                .containsExactly(JobState.SUCCEEDED, JobState.SUCCEEDED);

        assertThat(parts(id).stream().mapToInt(String::length).sum()).isEqualTo(JobSize.MAX_BYTES);
    }

    @Test
    default void a_late_long_answer_leaves_nothing_behind_and_a_repeat_changes_nothing() {
        String text = text(JobAnswers.LONGEST_INLINE + 1);
        JobId cancelled = store().in(JobState.CANCELLED);
        assertThat(store().apply("late", cancelled, 1, answer(text)).state()).isNull();
        assertThat(kept().countDocuments()).isZero();

        JobId id = store().dispatched();
        WorkerOutcome report = store().outcome("w", id, 1, answer(text));
        store().apply(report);
        long count = kept().countDocuments();
        assertThat(store().apply(report).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(store().apply("other", id, 1, answer(text)).state()).isNull();

        assertThat(kept().countDocuments()).isEqualTo(count);
        assertThat(String.join("", parts(id)).equals(text)).isTrue();
    }

    @Test
    default void parts_that_a_writer_has_left_in_its_death_are_taken_up_by_the_next_try() {
        String text = text(JobAnswers.LONGEST_INLINE + 1);
        JobId id = store().dispatched();
        WorkerOutcome report = store().outcome("w", id, 1, answer(text));
        store().jobs.answers().keep(id, report.key(), text, store().clock.instant().plus(StoreFixture.RETENTION));
        long count = kept().countDocuments();

        assertThat(store().apply(report).state()).isEqualTo(JobState.SUCCEEDED);

        assertThat(kept().countDocuments()).isEqualTo(count);
        assertThat(String.join("", parts(id)).equals(text)).isTrue();
    }

    @Test
    default void an_erased_job_has_no_parts_and_a_repeat_of_its_report_brings_none_back() {
        JobId id = store().dispatched();
        WorkerOutcome report = store().outcome("w", id, 1, answer(text(JobAnswers.LONGEST_INLINE + 1)));
        store().apply(report);
        StoredAnswer answer = stored(id);

        store().jobs.erasure().erase(id);
        store().apply(report);
        store().apply("late", id, 1, answer(text(JobAnswers.LONGEST_INLINE + 1)));

        assertThat(kept().countDocuments()).isZero();
        assertThat(store().document(id)).doesNotContainKey("answer");
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> store().jobs.answers().read(answer, part -> {
                }));
    }

    @Test
    default void an_erasure_that_broke_off_is_finished_by_the_next() {
        JobId id = store().dispatched();
        store().apply("w", id, 1, answer(text(JobAnswers.LONGEST_INLINE + 1)));
        Document answer = store().document(id).get("answer", Document.class);
        store().jobs.erasure().erase(id);
        kept().insertOne(new Document("_id", answer.getString("key") + "/0").append("text", "left"));
        store().database.getCollection("jobs").updateOne(new Document("_id", id.toString()),
                new Document("$set", new Document("answer", answer)));
        assertThat(Objects.requireNonNull(store().read(id).ending()).stored()).as("told to nobody").isNull();

        assertThat(store().jobs.erasure().erase(id)).isEqualTo(new JobErasure.Erasure.Erased(false));

        assertThat(kept().countDocuments()).isZero();
    }

    @Test
    default void of_several_long_answers_at_once_the_parts_of_one_are_left() throws Exception {
        int writers = 4;
        String text = text(JobAnswers.LONGEST_INLINE + 1);
        CyclicBarrier together = new CyclicBarrier(writers);
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            for (int round = 0; round < 15; round++) {
                JobId id = store().dispatched();
                List<Callable<JobState>> all = new ArrayList<>();
                for (int writer = 0; writer < writers; writer++) {
                    WorkerOutcome outcome = store().outcome("w" + writer, id, 1, answer(text));
                    all.add(() -> {
                        together.await();
                        return store().apply(outcome).state();
                    });
                }
                List<JobState> states = new ArrayList<>();
                for (Future<JobState> each : threads.invokeAll(all)) {
                    states.add(each.get());
                }

                assertThat(states).containsOnlyOnce(JobState.SUCCEEDED);
                assertThat(kept().countDocuments()).isEqualTo(stored(id).parts());
                assertThat(String.join("", parts(id)).equals(text)).isTrue();
                store().jobs.erasure().erase(id);
            }
        }
    }

    @Test
    default void parts_go_with_their_job() {
        JobId id = store().dispatched();
        store().apply("w", id, 1, answer(text(JobAnswers.LONGEST_INLINE + 1)));
        int parts = stored(id).parts();
        store().clock.pass(StoreFixture.RETENTION.minusSeconds(1));
        assertThat(store().jobs.answers().sweep(100)).isZero();

        store().clock.pass(Duration.ofSeconds(1));

        assertThat(store().jobs.retention().sweep(100)).isEqualTo(1);
        assertThat(store().jobs.answers().sweep(100)).isEqualTo(parts);
        assertThat(kept().countDocuments()).isZero();
    }

    @Test
    default void lists_name_a_long_answer_only_when_they_are_asked_for_answers() {
        JobId id = store().dispatched();
        store().apply("w", id, 1, answer(text(JobAnswers.LONGEST_INLINE + 1)));
        JobFilter all = new JobFilter("acme", null, null, null, null, null, null, null, null, true);

        assertThat(store().list(all, 10, false)).singleElement()
                .returns(null, job -> Objects.requireNonNull(job.ending()).stored());
        assertThat(store().list(all, 10, true)).singleElement()
                .returns(stored(id), job -> Objects.requireNonNull(job.ending()).stored());
    }

    private WorkerOutcome inParts(String worker, JobId id, String text) {
        return store().outcome(worker, id, 1,
                new Outcome.SucceededInParts(LongAnswers.describe(text), StoreFixture.USAGE),
                store().attempt(worker, 1, Attempt.End.SUCCEEDED).costing(17L));
    }

    private List<AnswerPart> cut(WorkerOutcome outcome, String text) {
        List<AnswerPart> parts = new ArrayList<>();
        for (int from = 0; from < text.length();) {
            int to = LongAnswers.end(text, from);
            parts.add(new AnswerPart(outcome.worker(), outcome.report().id(), outcome.report().epoch(),
                    outcome.report().endedAt(), parts.size(), text.substring(from, to)));
            from = to;
        }
        return parts;
    }

    @Test
    default void an_answer_may_come_in_parts_in_any_order_and_twice() {
        String text = text(JobAnswers.PART_CHARS * 5 + 17);
        JobId id = store().running();
        WorkerOutcome outcome = inParts(StoreFixture.WORKER, id, text);
        List<AnswerPart> parts = cut(outcome, text);
        assertThat(store().jobs.results().isHere(outcome)).isFalse();
        parts.reversed().forEach(store().jobs.answers()::keep);
        store().jobs.answers().keep(parts.get(3));

        assertThat(store().jobs.results().isHere(outcome)).isTrue();
        assertThat(store().apply(outcome).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(store().apply(outcome).state()).as("a repeat").isEqualTo(JobState.SUCCEEDED);
        store().jobs.answers().keep(parts.get(2));

        assertThat(String.join("", parts(id)).equals(text)).as("word for word").isTrue();
        assertThat(stored(id).bytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        store().assertJob(id).hasAttempts(Attempt.End.SUCCEEDED);
        store().clock.pass(StoreFixture.RETENTION.minusSeconds(1));
        assertThat(store().jobs.answers().sweep(100)).isZero();
    }

    @Test
    default void an_answer_with_a_hole_or_another_text_in_it_is_not_here() {
        String text = text(JobAnswers.PART_CHARS * 5);
        JobId id = store().running();
        WorkerOutcome outcome = inParts(StoreFixture.WORKER, id, text);
        List<AnswerPart> parts = cut(outcome, text);
        AnswerPart third = parts.get(2);
        parts.stream().filter(part -> part.number() != third.number()).forEach(store().jobs.answers()::keep);
        assertThat(store().jobs.results().isHere(outcome)).isFalse();
        store().jobs.answers().keep(new AnswerPart(third.worker(), id, third.epoch(), third.endedAt(), third.number(),
                third.text().replace('a', 'b')));
        assertThat(store().jobs.results().isHere(outcome)).isFalse();

        store().jobs.answers().keep(third);

        assertThat(store().jobs.results().isHere(outcome)).isTrue();
    }

    @Test
    default void a_job_whose_answer_was_lost_queues_again_and_its_call_is_possibly_billed() {
        JobId id = store().running();
        WorkerOutcome lost = inParts(StoreFixture.WORKER, id, text(JobAnswers.LONGEST_INLINE + 1));

        assertThat(store().apply(store().jobs.results().withoutAnswer(lost)).state()).isEqualTo(JobState.QUEUED);

        assertThat(store().read(id).attempts()).singleElement().returns(Attempt.End.AMBIGUOUS, Attempt::end)
                .returns("answer_lost", Attempt::code).returns(true, Attempt::possiblyBilled)
                .returns(17L, Attempt::nanoDollars);
        assertThat(store().dispatch(id)).isEqualTo(2);
        assertThat(store().apply(store().outcome("other", id, 2, StoreFixture.succeeded(),
                store().attempt("other", 2, Attempt.End.SUCCEEDED))).state()).isEqualTo(JobState.SUCCEEDED);
        store().assertJob(id).hasAttempts(Attempt.End.AMBIGUOUS, Attempt.End.SUCCEEDED);
    }

    @Test
    default void a_job_that_is_held_when_in_doubt_fails_with_its_answer_lost() {
        JobId id = store().dispatched(store().job().held());
        WorkerOutcome lost = inParts("w", id, text(JobAnswers.LONGEST_INLINE + 1));

        assertThat(store().apply(store().jobs.results().withoutAnswer(lost)).state()).isEqualTo(JobState.FAILED);

        assertThat(Objects.requireNonNull(store().read(id).ending()).failure())
                .returns("outcome_unknown", failure -> failure == null ? null : failure.code());
    }

    @Test
    default void a_job_whose_answers_are_lost_again_and_again_ends() {
        String text = text(JobAnswers.LONGEST_INLINE + 1);
        JobId id = store().queued();
        JobState state = JobState.QUEUED;
        int dispatches = 0;
        while (state == JobState.QUEUED) {
            int epoch = store().dispatch(id);
            dispatches++;
            WorkerOutcome lost = store().outcome("w", id, epoch,
                    new Outcome.SucceededInParts(LongAnswers.describe(text), StoreFixture.USAGE),
                    store().attempt("w", epoch, Attempt.End.SUCCEEDED));
            state = store().apply(store().jobs.results().withoutAnswer(lost)).state();
        }

        assertThat(state).isEqualTo(JobState.FAILED);
        assertThat(dispatches).isEqualTo(LostRuns.MAX_LOST_ATTEMPTS);
        assertThat(Objects.requireNonNull(store().read(id).ending()).failure())
                .returns("dispatches_exhausted", failure -> failure == null ? null : failure.code());
    }

    @Test
    default void parts_that_became_nobodys_answer_go() {
        String text = text(JobAnswers.LONGEST_INLINE + 1);
        JobId cancelled = store().in(JobState.CANCELLED);
        WorkerOutcome late = inParts("late", cancelled, text);
        cut(late, text).forEach(store().jobs.answers()::keep);
        assertThat(store().jobs.results().isHere(late)).isTrue();
        assertThat(store().apply(late).state()).isNull();
        assertThat(kept().countDocuments()).as("of an end that came too late").isZero();

        JobId id = store().running();
        List<AnswerPart> parts = cut(inParts("dead", id, text), text);
        parts.forEach(store().jobs.answers()::keep);
        store().apply("w", id, 1, StoreFixture.succeeded());
        store().clock.pass(JobAnswers.UNCLAIMED.minusSeconds(1));
        assertThat(store().jobs.answers().sweep(100)).isZero();
        store().clock.pass(Duration.ofSeconds(1));
        assertThat(store().jobs.answers().sweep(100)).as("of a worker that died before its outcome")
                .isEqualTo(parts.size());
    }
}
