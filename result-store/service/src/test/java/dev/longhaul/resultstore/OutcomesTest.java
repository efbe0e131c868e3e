package dev.longhaul.resultstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.key.ProviderKeySet;
import dev.longhaul.contract.key.SealedKey;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.EventMessage;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Topics;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.contract.message.WorkerReport;
import dev.longhaul.embedded.EmbeddedMongo;
import dev.longhaul.embedded.MongoOptions;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.log.DeadLetters;
import dev.longhaul.store.job.JobRecord;
import dev.longhaul.store.job.StoredAnswer;
import dev.longhaul.store.providerkey.ProviderKeyStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.core.Queue;

/** What workers say, and what the record and the log have of it. */
@Tag("amqp")
class OutcomesTest {

    private Workplace work;

    @BeforeEach
    void start() {
        work = Workplace.shared();
    }

    @AfterEach
    void stop() throws Exception {
        work.close();
    }

    @Test
    void outcomes_end_their_jobs_and_are_told_to_the_log() throws Exception {
        work.service();
        SubmittedJob good = work.dispatched();
        SubmittedJob bad = work.dispatched();
        SubmittedJob later = work.dispatched();
        Instant until = Instant.ofEpochMilli(Instant.now().plusSeconds(60).toEpochMilli());
        Attempt attempt = new Attempt(1, "main", "small", null, "worker-1", Instant.now(), 7, Attempt.End.AMBIGUOUS,
                null, null, null, true);
        work.say(Workplace.results(List.of(),
                List.of(Workplace.succeeded(good),
                        Workplace.outcome(bad,
                                new Outcome.Failed(Failure.of(ErrorCode.PROVIDER_REFUSED, "It was refused.")), attempt),
                        Workplace.outcome(later, new Outcome.Throttled(until, "busy")))));

        work.await(good, JobState.SUCCEEDED);
        work.await(bad, JobState.FAILED);
        work.await(later, JobState.QUEUED);
        assertThat(Objects.requireNonNull(work.job(good).ending()).response()).contains(good.id().toString());
        assertThat(work.job(bad).possiblyBilled()).isTrue();
        assertThat(work.job(later).progress().notBefore()).isEqualTo(until);
        work.awaitQuiet();

        List<JobEvent> events = events(3, List.of(good, bad, later));
        assertThat(events).extracting(JobEvent::state).containsExactlyInAnyOrder(JobState.SUCCEEDED, JobState.FAILED,
                JobState.QUEUED);
        assertThat(events).filteredOn(event -> event.state() == JobState.FAILED).extracting(JobEvent::code)
                .containsExactly("provider_refused");
        assertThat(events).filteredOn(event -> event.state() == JobState.QUEUED)
                .extracting(event -> Objects.requireNonNull(event.waiting()).notBefore()).containsExactly(until);
    }

    @Test
    void a_message_that_comes_again_after_its_write_changes_nothing() throws Exception {
        SubmittedJob job = work.dispatched();
        Attempt attempt = new Attempt(1, "main", "small", null, "worker-1", Instant.now(), 7, Attempt.End.SUCCEEDED,
                200, null, null, false);
        byte[] message = MessageCodec.write(Workplace.results(List.of(),
                List.of(Workplace.outcome(job, new Outcome.Succeeded("{}", null), attempt))));
        // the first delivery is written and its acknowledgement lost with the connection
        work.store().results().apply(
                ((ResultMessage.Results) MessageCodec.read(message, ResultMessage.class)).outcomes().stream()
                        .map(each -> new dev.longhaul.store.job.JobResults.WorkerOutcome("worker-1", each)).toList(),
                null);
        JobRecord before = work.job(job);
        work.send(message);
        work.send(message);
        SubmittedJob last = work.dispatched();
        work.say(Workplace.results(List.of(), List.of(Workplace.succeeded(last))));
        var service = work.service();
        work.await(last, JobState.SUCCEEDED);
        work.awaitQuiet();

        assertThat(work.job(job)).isEqualTo(before);
        assertThat(before.attempts()).hasSize(1);
        assertThat(service.getBean(io.micrometer.core.instrument.MeterRegistry.class).get("longhaul.outcomes.late")
                .counter().count()).isZero();
    }

    @Test
    void a_late_outcome_of_a_job_that_has_ended_is_counted_as_double_spending() {
        var service = work.service();
        SubmittedJob job = work.dispatched();
        work.say(Workplace.results(List.of(), List.of(Workplace.succeeded(job))));
        work.await(job, JobState.SUCCEEDED);

        Attempt second = new Attempt(1, "main", "small", null, "worker-2", Instant.now(), 9, Attempt.End.SUCCEEDED, 200,
                null, null, true);
        work.say(new ResultMessage.Results("worker-2", List.of(),
                List.of(Workplace.outcome(job, new Outcome.Succeeded("{\"other\":1}", null), second))));
        var meters = service.getBean(io.micrometer.core.instrument.MeterRegistry.class);
        await().atMost(Workplace.A_WHILE).until(() -> meters.get("longhaul.outcomes.late").counter().count() == 1);

        assertThat(Objects.requireNonNull(work.job(job).ending()).response()).contains(job.id().toString());
        assertThat(work.job(job).attempts()).hasSize(1);
        assertThat(meters.get("longhaul.attempts.possibly.billed").counter().count()).isEqualTo(1);
    }

    @Test
    void what_cannot_be_read_is_kept_with_its_bytes_and_its_neighbours_are_written() throws Exception {
        work.service();
        SubmittedJob before = work.dispatched();
        SubmittedJob after = work.dispatched();
        byte[] garbage = "{\"v\":\"relay.results.v7\"}".getBytes(StandardCharsets.UTF_8);
        work.say(Workplace.results(List.of(), List.of(Workplace.succeeded(before))));
        work.send(garbage);
        work.say(Workplace.results(List.of(), List.of(Workplace.succeeded(after))));

        work.awaitAll(List.of(before, after), JobState.SUCCEEDED);
        work.awaitQuiet();
        ConsumerRecord<String, byte[]> letter = read(Topics.DEAD_LETTERS, 1).stream()
                .filter(each -> Arrays.equals(each.value(), garbage)).findFirst().orElseThrow();
        assertThat(new String(letter.headers().lastHeader(DeadLetters.REASON).value(), StandardCharsets.UTF_8))
                .isEqualTo("unknown_version");
        assertThat(new String(letter.headers().lastHeader(DeadLetters.SOURCE).value(), StandardCharsets.UTF_8))
                .isEqualTo(RelayTopology.RESULTS);
    }

    @Test
    void a_large_message_that_cannot_be_read_is_kept_whole_and_the_queue_goes_on() throws Exception {
        work.service();
        SubmittedJob after = work.dispatched();
        // no compression makes it small
        byte[] large = new byte[3_000_000];
        new Random(2).nextBytes(large);
        work.send(large);
        work.say(Workplace.results(List.of(), List.of(Workplace.succeeded(after))));

        work.await(after, JobState.SUCCEEDED);
        work.awaitQuiet();
        assertThat(read(Topics.DEAD_LETTERS, 1))
                .anySatisfy(letter -> assertThat(letter.value()).isEqualTo(large));
    }

    @Test
    void a_start_whose_outcome_comes_soon_costs_no_write_of_its_own_and_one_without_makes_the_job_running()
            throws Exception {
        work.service("--longhaul.result-store.start-delay=2s");
        SubmittedJob quick = work.dispatched();
        SubmittedJob slow = work.dispatched();
        work.say(Workplace.results(List.of(Workplace.start(quick), Workplace.start(slow)), List.of()));
        work.say(Workplace.results(List.of(), List.of(Workplace.succeeded(quick))));

        work.await(quick, JobState.SUCCEEDED);
        work.await(slow, JobState.RUNNING);
        assertThat(work.job(quick).progress().worker()).as("who announced the start").isNull();
        assertThat(work.job(slow).progress().worker()).isEqualTo("worker-1");
        assertThat(events(2, List.of(quick, slow))).extracting(JobEvent::id, JobEvent::state)
                .containsExactlyInAnyOrder(org.assertj.core.groups.Tuple.tuple(quick.id(), JobState.SUCCEEDED),
                        org.assertj.core.groups.Tuple.tuple(slow.id(), JobState.RUNNING));
    }

    @Test
    void starts_that_wait_do_not_stop_the_consumer() {
        work.service("--longhaul.result-store.start-delay=10m", "--longhaul.result-store.prefetch=10");
        List<SubmittedJob> jobs = work.dispatched(40, Lane.STANDARD, OnAmbiguous.RETRY);
        jobs.forEach(job -> work.say(Workplace.results(List.of(Workplace.start(job)), List.of())));
        SubmittedJob last = work.dispatched();
        work.say(Workplace.results(List.of(), List.of(Workplace.succeeded(last))));

        work.await(last, JobState.SUCCEEDED);
    }

    @Test
    void a_service_that_stops_writes_the_starts_that_wait() {
        var service = work.service("--longhaul.result-store.start-delay=10m");
        SubmittedJob job = work.dispatched();
        work.say(Workplace.results(List.of(Workplace.start(job)), List.of()));
        SubmittedJob other = work.dispatched();
        work.say(Workplace.results(List.of(), List.of(Workplace.succeeded(other))));
        work.await(other, JobState.SUCCEEDED);
        assertThat(work.job(job).state()).isEqualTo(JobState.DISPATCHED);

        service.close();
        assertThat(work.job(job).state()).isEqualTo(JobState.RUNNING);
        work.awaitQuiet();
    }

    @Test
    void a_question_is_answered_after_the_starts_before_it_are_in_the_record() throws Exception {
        work.service("--longhaul.result-store.start-delay=1s");
        SubmittedJob begun = work.dispatched();
        SubmittedJob held = work.dispatched(1, Lane.STANDARD, OnAmbiguous.HOLD).getFirst();
        SubmittedJob ended = work.dispatched();
        SubmittedJob fresh = work.dispatched();
        BlockingQueue<ControlMessage> answers = new LinkedBlockingQueue<>();
        try (RelayConsumer control = control("worker-2", answers)) {
            work.say(Workplace.results(List.of(Workplace.start(begun), Workplace.start(held), Workplace.start(ended)),
                    List.of()));
            work.say(Workplace.results(List.of(), List.of(Workplace.succeeded(ended))));
            work.say(new ResultMessage.VerdictRequest("worker-2", "q1",
                    List.of(begun, held, ended, fresh).stream()
                            .map(job -> new ResultMessage.Delivery(job.id(), job.tenant(), 1)).toList()));

            ControlMessage.Verdicts verdicts = (ControlMessage.Verdicts) answers.poll(30, TimeUnit.SECONDS);
            assertThat(verdicts).isNotNull();
            assertThat(verdicts.question()).isEqualTo("q1");
            assertThat(verdicts.verdicts()).extracting(ControlMessage.JobVerdict::verdict).containsExactly(
                    ControlMessage.Verdict.RUN, ControlMessage.Verdict.DROP, ControlMessage.Verdict.DROP,
                    ControlMessage.Verdict.RUN);
            assertThat(control.isConsuming()).isTrue();
        }
        assertThat(work.job(begun).possiblyBilled()).isTrue();
        assertThat(work.job(fresh).attempts()).isEmpty();
        assertThat(work.job(held).state()).isEqualTo(JobState.FAILED);
        assertThat(events(1, List.of(held))).extracting(JobEvent::code).contains("outcome_unknown");
    }

    @Test
    void a_workers_answer_reaches_the_dispatcher_when_the_outcomes_before_it_are_in_the_record() throws Exception {
        work.service("--longhaul.result-store.start-delay=1s");
        List<SubmittedJob> jobs = work.dispatched(200, Lane.BATCH, OnAmbiguous.RETRY);
        String dispatcher = "dispatcher-" + UUID.randomUUID();
        BlockingQueue<WorkerReport> answers = new LinkedBlockingQueue<>();
        WorkerReport.Held held = new WorkerReport.Held("worker-2", "q1", List.of(), 64, 0);
        try (RelayConsumer reports = listen(RelayTopology.REPORTS, dispatcher, WorkerReport.class, answers)) {
            jobs.forEach(job -> work.say(Workplace.results(List.of(), List.of(Workplace.succeeded(job)))));
            work.say(new ResultMessage.HeldAnswer(dispatcher, held));

            assertThat(answers.poll(30, TimeUnit.SECONDS)).isEqualTo(held);
            assertThat(jobs).allMatch(job -> work.job(job).state() == JobState.SUCCEEDED);
            assertThat(reports.isConsuming()).isTrue();
        }
    }

    @Test
    void a_worker_that_asks_for_added_keys_gets_the_sets_that_it_does_not_have() throws Exception {
        ProviderKeyStore keys = work.service().getBean(ProviderKeyStore.class);
        SealedKey sealed = new SealedKey("main", "c2VhbGVk", 3, 600L, null);
        keys.add("openai", sealed, "f1", null, "ann", "new");
        keys.add("groq", sealed, "f1", null, "ann", "new");
        keys.revoke("groq", "main", null, "ann", "old");
        BlockingQueue<ControlMessage> answers = new LinkedBlockingQueue<>();
        try (RelayConsumer control = control("worker-3", answers)) {
            await().until(control::isConsuming);
            work.say(new ResultMessage.KeyQuestion("worker-3", List.of()));
            assertThat(answered(answers)).containsExactlyInAnyOrder(
                    new ProviderKeySet("openai", 1, List.of(sealed), null),
                    new ProviderKeySet("groq", 2, List.of(), null));

            work.say(new ResultMessage.KeyQuestion("worker-3", List.of(new ResultMessage.KnownSet("openai", 1),
                    new ResultMessage.KnownSet("groq", 1))));
            assertThat(answered(answers)).containsExactly(new ProviderKeySet("groq", 2, List.of(), null));

            work.say(new ResultMessage.KeyQuestion("worker-3", List.of(new ResultMessage.KnownSet("openai", 1),
                    new ResultMessage.KnownSet("groq", 2))));
            assertThat(answered(answers)).isEmpty();
        }
        work.awaitQuiet();
    }

    private static List<ProviderKeySet> answered(BlockingQueue<ControlMessage> answers) throws InterruptedException {
        ControlMessage.ProviderKeys answer = (ControlMessage.ProviderKeys) Objects
                .requireNonNull(answers.poll(30, TimeUnit.SECONDS));
        assertThat(answer.answer()).isTrue();
        return answer.sets();
    }

    @Test
    void outcomes_wait_while_the_record_is_away_and_questions_are_asked_again(@TempDir Path directory)
            throws Exception {
        EmbeddedMongo record = EmbeddedMongo.start(MongoOptions.in(directory));
        int port = record.port();
        try (Workplace here = new Workplace(SharedServers.amqp().uri(), record.uri("admin"))) {
            here.service("--longhaul.store.server-selection-timeout=500ms",
                    "--longhaul.result-store.start-delay=100ms");
            List<SubmittedJob> jobs = here.dispatched(50, Lane.BATCH, OnAmbiguous.RETRY);
            SubmittedJob running = here.dispatched();
            record.close();
            here.say(Workplace.results(List.of(Workplace.start(running)), List.of()));
            here.say(new ResultMessage.VerdictRequest("worker-2", "lost",
                    List.of(new ResultMessage.Delivery(running.id(), running.tenant(), 1))));
            here.say(new ResultMessage.KeyQuestion("worker-2", List.of()));
            jobs.forEach(job -> here.say(Workplace.results(List.of(), List.of(Workplace.succeeded(job)))));
            record = EmbeddedMongo.start(MongoOptions.in(directory).withPort(port));

            here.awaitAll(jobs, JobState.SUCCEEDED);
            here.await(running, JobState.RUNNING);
            here.awaitQuiet();
        } finally {
            record.close();
        }
    }

    @Test
    void an_outcome_that_cannot_be_written_is_kept_and_its_neighbours_are_written() throws Exception {
        // too large for a document, and not by an answer, which the record replaces by a failure
        SubmittedJob poison = work.dispatched();
        List<SubmittedJob> others = work.dispatched(20, Lane.BATCH, OnAmbiguous.RETRY);
        List<SubmittedJob> before = others.subList(0, 10);
        before.forEach(job -> work.say(Workplace.results(List.of(), List.of(Workplace.succeeded(job)))));
        work.say(Workplace.results(List.of(),
                List.of(Workplace.outcome(poison,
                        new Outcome.Failed(Failure.of(ErrorCode.PROVIDER_REFUSED, "x".repeat(17_000_000)))))));
        others.subList(10, 20)
                .forEach(job -> work.say(Workplace.results(List.of(), List.of(Workplace.succeeded(job)))));
        work.service();

        work.awaitAll(others, JobState.SUCCEEDED);
        work.awaitQuiet();
        assertThat(work.job(poison).state()).isEqualTo(JobState.DISPATCHED);
        assertThat(read(Topics.DEAD_LETTERS, 1)).anySatisfy(letter -> {
            assertThat(letter.value()).hasSizeGreaterThan(17_000_000);
            assertThat(new String(letter.headers().lastHeader(DeadLetters.SOURCE).value(), StandardCharsets.UTF_8))
                    .isEqualTo(RelayTopology.RESULTS);
        });
    }

    @Test
    void an_answer_too_large_for_a_document_is_kept_and_its_neighbours_are_written() throws Exception {
        SubmittedJob large = work.dispatched();
        List<SubmittedJob> others = work.dispatched(20, Lane.BATCH, OnAmbiguous.RETRY);
        work.say(Workplace.results(List.of(),
                List.of(Workplace.outcome(large, new Outcome.Succeeded("x".repeat(17_000_000), null)))));
        others.forEach(job -> work.say(Workplace.results(List.of(), List.of(Workplace.succeeded(job)))));
        work.service();

        work.awaitAll(others, JobState.SUCCEEDED);
        work.await(large, JobState.SUCCEEDED);
        work.awaitQuiet();
        StoredAnswer answer = Objects.requireNonNull(Objects.requireNonNull(work.job(large).ending()).stored());
        assertThat(answer.bytes()).isEqualTo(17_000_000);
    }

    private RelayConsumer control(String worker, BlockingQueue<ControlMessage> answers) {
        return listen(RelayTopology.CONTROL, worker, ControlMessage.class, answers);
    }

    private <T> RelayConsumer listen(String exchange, String instance, Class<T> type, BlockingQueue<T> messages) {
        RelayTopology.instance(exchange, instance).getDeclarables().forEach(each -> {
            switch (each) {
                case Queue queue -> work.admin().declareQueue(queue);
                case org.springframework.amqp.core.Binding binding -> {
                    work.admin().declareExchange(new org.springframework.amqp.core.DirectExchange(exchange));
                    work.admin().declareBinding(binding);
                }
                default -> throw new AssertionError(each);
            }
        });
        return RelayConsumer.start(work.connections(), work.admin(),
                RelayTopology.instanceQueue(exchange, instance), 10, delivery -> {
                    try {
                        messages.add(MessageCodec.read(delivery.body(), type));
                    } catch (UnreadableMessageException e) {
                        throw new AssertionError(e);
                    }
                    delivery.ack();
                });
    }

    private static List<JobEvent> events(int count, List<SubmittedJob> jobs) throws UnreadableMessageException {
        List<JobEvent> events = new ArrayList<>();
        Instant giveUp = Instant.now().plusSeconds(30);
        while (events.size() < count && Instant.now().isBefore(giveUp)) {
            events.clear();
            for (ConsumerRecord<String, byte[]> record : read(Topics.JOB_EVENTS, count)) {
                MessageCodec.read(record.value(), EventMessage.class).events().stream()
                        .filter(event -> jobs.stream().anyMatch(job -> job.id().equals(event.id())))
                        .forEach(events::add);
            }
        }
        return events;
    }

    private static List<ConsumerRecord<String, byte[]>> read(String topic, int atLeast) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", SharedServers.kafka().bootstrapServers()), new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
            Instant giveUp = Instant.now().plusSeconds(20);
            while (Instant.now().isBefore(giveUp)) {
                int before = found.size();
                consumer.poll(Duration.ofMillis(500)).forEach(found::add);
                if (found.size() >= atLeast && found.size() == before) {
                    break;
                }
            }
            return found;
        }
    }
}
