package dev.longhaul.resultstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.message.AnswerPart;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.LongAnswers;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.WorkerReport;
import dev.longhaul.link.Delivery;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.store.job.JobRecord;
import dev.longhaul.store.job.StoredAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.DirectExchange;
import org.springframework.amqp.core.Queue;

/** Answers that come in parts by a queue of their own, before or after the outcome that names them. */
@Tag("amqp")
class LongAnswersTest {

    private static final String TEXT = "\"" + "a\u00e9\u754c\ud83d\ude00\\n".repeat(400_000) + "\"";

    private Workplace work;

    @BeforeEach
    void start() {
        work = Workplace.shared();
    }

    @AfterEach
    void stop() {
        work.close();
    }

    private OutcomeReport outcome(SubmittedJob job) {
        return Workplace.outcome(job, new Outcome.SucceededInParts(LongAnswers.describe(TEXT), null),
                new Attempt(1, "main", "small", null, "worker-1", Instant.now(), 7, Attempt.End.SUCCEEDED, 200, null,
                        null, false));
    }

    private void sendParts(List<AnswerPart> parts) {
        for (AnswerPart part : parts) {
            byte[] body = MessageCodec.write(part);
            assertThat(body).hasSizeLessThanOrEqualTo(1 << 20);
            work.publisher().publish("", RelayTopology.ANSWERS, body).join();
        }
    }

    private static List<AnswerPart> parts(OutcomeReport outcome) {
        List<AnswerPart> parts = new ArrayList<>();
        for (int from = 0; from < TEXT.length();) {
            int to = LongAnswers.end(TEXT, from);
            parts.add(new AnswerPart("worker-1", outcome.id(), outcome.epoch(), outcome.endedAt(), parts.size(),
                    TEXT.substring(from, to)));
            from = to;
        }
        return parts;
    }

    private String answer(SubmittedJob job) {
        StoredAnswer stored = Objects.requireNonNull(Objects.requireNonNull(work.job(job).ending()).stored());
        StringBuilder text = new StringBuilder();
        work.store().answers().read(stored, text::append);
        return text.toString();
    }

    private void say(OutcomeReport outcome) {
        work.say(Workplace.results(List.of(), List.of(outcome)));
    }

    @Test
    void a_long_answer_is_put_together_whichever_message_comes_first() {
        work.service();
        SubmittedJob partsFirst = work.dispatched();
        SubmittedJob outcomeFirst = work.dispatched();
        OutcomeReport first = outcome(partsFirst);
        OutcomeReport second = outcome(outcomeFirst);
        sendParts(parts(first));
        say(first);
        say(second);
        work.await(partsFirst, JobState.SUCCEEDED);
        assertThat(answer(partsFirst).equals(TEXT)).as("word for word").isTrue();
        assertThat(work.job(outcomeFirst).state()).isEqualTo(JobState.DISPATCHED);

        sendParts(parts(second).reversed());

        work.await(outcomeFirst, JobState.SUCCEEDED);
        assertThat(answer(outcomeFirst).equals(TEXT)).as("word for word").isTrue();
        work.awaitQuiet();
    }

    @Test
    void outcomes_behind_one_that_waits_for_its_answer_are_written() {
        work.service();
        SubmittedJob waits = work.dispatched();
        List<SubmittedJob> others = work.dispatched(50, Lane.BATCH, OnAmbiguous.RETRY);
        say(outcome(waits));
        others.forEach(job -> say(Workplace.succeeded(job)));

        work.awaitAll(others, JobState.SUCCEEDED);

        assertThat(work.job(waits).state()).isEqualTo(JobState.DISPATCHED);
    }

    @Test
    void what_a_worker_says_of_its_jobs_goes_on_when_the_answers_before_it_are_in_the_record() {
        work.service("--longhaul.result-store.start-delay=1ms");
        BlockingQueue<Delivery> reports = new LinkedBlockingQueue<>();
        Declarables own = RelayTopology.instance(RelayTopology.REPORTS, "dispatcher-1");
        work.admin().declareExchange(new DirectExchange(RelayTopology.REPORTS));
        own.getDeclarablesByType(Queue.class).forEach(work.admin()::declareQueue);
        own.getDeclarablesByType(Binding.class).forEach(work.admin()::declareBinding);
        SubmittedJob job = work.dispatched();
        OutcomeReport outcome = outcome(job);
        try (RelayConsumer dispatcher = RelayConsumer.start(work.connections(), work.admin(),
                RelayTopology.instanceQueue(RelayTopology.REPORTS, "dispatcher-1"), 10, reports::add)) {
            await().until(dispatcher::isConsuming);
            say(outcome);
            work.say(new ResultMessage.HeldAnswer("dispatcher-1",
                    new WorkerReport.Held("worker-1", "question-1", List.of(), 4, 0)));
            for (int i = 0; i < 3; i++) {
                SubmittedJob other = work.dispatched();
                say(Workplace.succeeded(other));
                work.await(other, JobState.SUCCEEDED);
            }
            assertThat(reports).isEmpty();

            sendParts(parts(outcome));

            await().atMost(Workplace.A_WHILE).until(() -> !reports.isEmpty());
            assertThat(work.job(job).state()).isEqualTo(JobState.SUCCEEDED);
        }
    }

    @Test
    void an_answer_with_a_hole_does_not_end_its_job_and_its_call_is_possibly_billed() {
        work.service("--longhaul.result-store.answer-patience=1s");
        SubmittedJob job = work.dispatched();
        SubmittedJob held = work.dispatched(1, Lane.STANDARD, OnAmbiguous.HOLD).getFirst();
        for (SubmittedJob each : List.of(job, held)) {
            OutcomeReport outcome = outcome(each);
            List<AnswerPart> parts = parts(outcome);
            parts.remove(3);
            sendParts(parts);
            say(outcome);
        }

        work.await(job, JobState.QUEUED);
        work.await(held, JobState.FAILED);

        JobRecord again = work.job(job);
        assertThat(again.attempts()).singleElement().returns(true, Attempt::possiblyBilled).returns("answer_lost",
                Attempt::code);
        assertThat(Objects.requireNonNull(work.job(held).ending()).failure())
                .returns("outcome_unknown", failure -> failure == null ? null : failure.code());
        work.awaitQuiet();
    }

    @Test
    void an_answer_whose_parts_an_instance_has_left_unwritten_is_finished_by_the_next() {
        SubmittedJob job = work.dispatched();
        OutcomeReport outcome = outcome(job);
        List<AnswerPart> parts = parts(outcome);
        var first = work.service();
        sendParts(parts.subList(0, 2));
        say(outcome);
        await().atMost(Workplace.A_WHILE).until(() -> {
            var queue = work.admin().getQueueInfo(RelayTopology.ANSWERS);
            return queue != null && queue.getMessageCount() == 0;
        });
        first.close();
        sendParts(parts.subList(2, parts.size()));
        assertThat(work.job(job).state()).isEqualTo(JobState.DISPATCHED);

        work.service();

        work.await(job, JobState.SUCCEEDED);
        assertThat(answer(job).equals(TEXT)).as("word for word").isTrue();
    }
}
