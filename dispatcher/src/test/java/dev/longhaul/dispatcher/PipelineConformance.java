package dev.longhaul.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Topics;
import dev.longhaul.dispatcher.platform.Jobs;
import dev.longhaul.dispatcher.platform.Platform;
import dev.longhaul.dispatcher.platform.Servers;
import dev.longhaul.dispatcher.platform.TestWorker;
import dev.longhaul.dispatcher.platform.TestWorker.Handed;
import dev.longhaul.dispatcher.platform.TestWorker.Settings;
import dev.longhaul.log.DeadLetters;
import dev.longhaul.store.job.JobRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;

/** Jobs on their way from the log to their end in the record, with the result-store beside the dispatcher. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PipelineConformance {

    private static final Duration A_WHILE = Duration.ofSeconds(90);

    private Platform platform;
    private ConfigurableApplicationContext dispatcher;

    /** Where the services find their servers; asked for once. */
    abstract Servers servers();

    @BeforeAll
    void start() {
        platform = new Platform(servers());
        platform.purge();
        platform.resultStore();
        dispatcher = platform.dispatcher();
    }

    @AfterAll
    void stop() {
        platform.close();
    }

    @Test
    void a_job_of_each_lane_goes_to_a_worker_and_ends_with_its_answer() {
        List<SubmittedJob> jobs = Arrays.stream(Lane.values()).map(lane -> Jobs.of("acme").lane(lane).one()).toList();
        try (TestWorker worker = platform.worker(Settings.quick())) {
            platform.submit(jobs);

            for (SubmittedJob job : jobs) {
                platform.await(job, JobState.SUCCEEDED);
                JobRecord record = platform.job(job.id());
                assertThat(record.progress().epoch()).isEqualTo(1);
                assertThat(record.ending()).extracting(JobRecord.Ending::response)
                        .isEqualTo("{\"id\":\"" + job.id() + "\"}");
            }
            assertThat(worker.handed()).extracting(Handed::id)
                    .containsExactlyInAnyOrderElementsOf(jobs.stream().map(SubmittedJob::id).toList());
        }
    }

    @Test
    void a_backlog_larger_than_the_window_goes_through_it_with_each_job_handed_out_once() {
        List<SubmittedJob> jobs = new ArrayList<>();
        for (int tenant = 0; tenant < 8; tenant++) {
            jobs.addAll(Jobs.of("tenant" + tenant).lane(Lane.BATCH).many(250));
        }
        try (TestWorker worker = platform.worker(Settings.quick().slots(8))) {
            platform.submit(jobs);
            platform.awaitAll(jobs, JobState.SUCCEEDED, A_WHILE);

            assertThat(worker.handed()).hasSize(2_000).allMatch(handed -> handed.epoch() == 1);
            assertThat(worker.handed().stream().map(Handed::id).distinct()).hasSize(2_000);
        }
    }

    @Test
    void a_backlog_of_long_prompts_goes_in_messages_that_a_broker_takes() {
        // as many as travel together when they are short have 22 MB, and RabbitMQ takes 20 here
        List<SubmittedJob> jobs = Jobs.of("acme").lane(Lane.BATCH).promptChars(700_000).many(40);
        platform.submit(jobs);
        platform.awaitAll(jobs, JobState.QUEUED, A_WHILE);
        try (TestWorker worker = platform.worker(Settings.quick().slots(64))) {
            platform.awaitAll(jobs, JobState.SUCCEEDED, A_WHILE);

            assertThat(worker.handed()).hasSize(40).allMatch(handed -> handed.epoch() == 1);
        }
    }

    @Test
    void an_interactive_job_does_not_wait_behind_a_backlog_of_batch_jobs() {
        List<SubmittedJob> batch = Jobs.of("acme").lane(Lane.BATCH).many(1_500);
        SubmittedJob chat = Jobs.of("other").lane(Lane.INTERACTIVE).one();
        try (TestWorker worker = platform.worker(Settings.quick().slots(2).latency(Duration.ofMillis(200)))) {
            platform.submit(batch);
            await().atMost(A_WHILE).until(() -> worker.handed().size() > 20);
            platform.submit(chat);
            platform.await(chat, JobState.SUCCEEDED);

            assertThat(platform.states(batch).getOrDefault(JobState.QUEUED, 0L)).isGreaterThan(500);
        }
        try (TestWorker faster = platform.worker(Settings.quick())) {
            platform.awaitAll(batch, JobState.SUCCEEDED, A_WHILE);
            assertThat(faster.handed()).isNotEmpty();
        }
    }

    @Test
    void what_cannot_be_read_is_kept_with_its_bytes_and_its_neighbours_go_on() throws InterruptedException {
        SubmittedJob before = Jobs.of("acme").one();
        SubmittedJob after = Jobs.of("acme").one();
        byte[] garbage = "{\"v\":\"job.submitted.v1\",".getBytes(StandardCharsets.UTF_8);
        byte[] newer = new String(MessageCodec.write(Jobs.of("acme").one()), StandardCharsets.UTF_8)
                .replace("job.submitted.v1", "job.submitted.v9").getBytes(StandardCharsets.UTF_8);
        try (TestWorker worker = platform.worker(Settings.quick())) {
            platform.submit(before);
            platform.send(Lane.STANDARD, "acme", garbage);
            platform.send(Lane.STANDARD, "acme", newer);
            platform.submit(after);

            platform.await(before, JobState.SUCCEEDED);
            platform.await(after, JobState.SUCCEEDED);
            assertThat(worker.handed()).hasSize(2);
        }
        List<ConsumerRecord<String, byte[]>> letters = deadLetters("acme", 2);
        assertThat(letters).extracting(ConsumerRecord::value).containsExactlyInAnyOrder(garbage, newer);
        assertThat(letters).extracting(letter -> header(letter, DeadLetters.REASON))
                .containsExactlyInAnyOrder("malformed", "unknown_version");
        assertThat(letters).allMatch(letter -> header(letter, DeadLetters.SOURCE).startsWith("jobs.standard-"));
    }

    @Test
    void a_large_record_that_cannot_be_read_is_kept_whole_and_its_lane_goes_on() throws InterruptedException {
        // no compression makes it small
        byte[] large = new byte[3_000_000];
        new Random(1).nextBytes(large);
        SubmittedJob after = Jobs.of("large").one();
        try (TestWorker worker = platform.worker(Settings.quick())) {
            platform.send(Lane.STANDARD, "large", large);
            platform.submit(after);

            platform.await(after, JobState.SUCCEEDED);
            assertThat(worker.handed()).hasSize(1);
        }
        assertThat(deadLetters("large", 1)).extracting(ConsumerRecord::value).containsExactly(large);
    }

    @Test
    void a_job_that_is_submitted_twice_is_recorded_and_run_once() {
        SubmittedJob job = Jobs.of("acme").one();
        SubmittedJob last = Jobs.of("acme").one();
        try (TestWorker worker = platform.worker(Settings.quick())) {
            platform.submit(List.of(job, job));
            platform.await(job, JobState.SUCCEEDED);
            platform.submit(List.of(job, last));
            platform.await(last, JobState.SUCCEEDED);

            assertThat(worker.handed()).extracting(Handed::id).containsExactly(job.id(), last.id());
            assertThat(platform.job(job.id()).progress().epoch()).isEqualTo(1);
        }
    }

    @Test
    void a_job_that_cannot_start_before_its_deadline_expires_without_being_handed_out() {
        SubmittedJob job = Jobs.of("acme").deadline(Instant.now().plusSeconds(1)).one();
        platform.submit(job);
        platform.await(job, JobState.EXPIRED);

        try (TestWorker worker = platform.worker(Settings.quick())) {
            SubmittedJob next = Jobs.of("acme").one();
            platform.submit(next);
            platform.await(next, JobState.SUCCEEDED);
            assertThat(worker.handed()).extracting(Handed::id).containsExactly(next.id());
        }
        JobRecord record = platform.job(job.id());
        assertThat(record.progress().epoch()).isZero();
        assertThat(Objects.requireNonNull(record.ending()).failure()).isNotNull();
    }

    @Test
    void a_throttled_job_is_handed_out_again_under_its_next_epoch_and_not_before_its_time() {
        Instant until = Instant.now().plusSeconds(4);
        SubmittedJob job = Jobs.of("acme").one();
        try (TestWorker worker = platform.worker(Settings.quick().outcome(each -> each.epoch() == 1
                ? new Outcome.Throttled(until, "busy")
                : new Outcome.Succeeded("{}", null)))) {
            platform.submit(job);
            platform.await(job, JobState.QUEUED);
            platform.await(job, JobState.SUCCEEDED);

            assertThat(worker.handed()).extracting(Handed::epoch).containsExactly(1, 2);
            assertThat(worker.handed().get(1).at()).isAfterOrEqualTo(until);
        }
    }

    @Test
    void a_job_whose_model_has_no_route_any_more_fails_and_says_so() {
        SubmittedJob job = Jobs.of("acme").model("forgotten").one();
        try (TestWorker worker = platform.worker(Settings.quick())) {
            platform.submit(job);
            platform.await(job, JobState.FAILED);
            assertThat(Objects.requireNonNull(Objects.requireNonNull(platform.job(job.id()).ending()).failure()).code())
                    .isEqualTo("model_not_found");
            assertThat(worker.handed()).isEmpty();
        }
    }

    @Test
    void a_job_that_started_is_running_until_its_outcome_comes() {
        SubmittedJob job = Jobs.of("acme").one();
        try (TestWorker worker = platform.worker(Settings.quick().withStarts().latency(Duration.ofSeconds(3)))) {
            platform.submit(job);
            platform.await(job, JobState.RUNNING);
            assertThat(platform.job(job.id()).progress().worker()).isEqualTo(worker.name());
            platform.await(job, JobState.SUCCEEDED);
        }
        assertThat(platform.job(job.id()).attempts()).extracting(Attempt::possiblyBilled).isEmpty();
    }

    @Test
    void meters_and_health_tell_how_it_goes() throws IOException {
        SubmittedJob job = Jobs.of("acme").deadline(Instant.now().minusSeconds(1)).one();
        platform.submit(job);
        platform.await(job, JobState.EXPIRED);

        assertThat(Platform.get(dispatcher, "/actuator/health/liveness")).startsWith("200").contains("UP");
        assertThat(Platform.get(dispatcher, "/actuator/health/readiness")).startsWith("200").contains("kafka", "rabbit",
                "store");
        assertThat(Platform.get(dispatcher, "/actuator/prometheus")).startsWith("200")
                .contains("longhaul_jobs_waiting{lane=\"batch\"}", "longhaul_jobs_in_flight{lane=\"interactive\"}",
                        "longhaul_jobs_ended_total{end=\"expired\",lane=\"standard\",model=\"small\"}")
                .containsPattern(
                        "kafka_consumer_fetch_manager_records_lag_max\\{client_id=\"dispatcher-[^\"]*-batch\"");
    }

    private static String header(ConsumerRecord<String, byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private List<ConsumerRecord<String, byte[]>> deadLetters(String tenant, int count) throws InterruptedException {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", platform.servers().kafka()), new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(Topics.DEAD_LETTERS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            List<ConsumerRecord<String, byte[]>> letters = new ArrayList<>();
            Instant giveUp = Instant.now().plusSeconds(20);
            while (letters.size() < count && Instant.now().isBefore(giveUp)) {
                consumer.poll(Duration.ofMillis(200)).forEach(letter -> {
                    if (tenant.equals(letter.key())) {
                        letters.add(letter);
                    }
                });
            }
            return letters;
        }
    }
}
