package dev.longhaul.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.dispatcher.platform.Jobs;
import dev.longhaul.dispatcher.platform.Platform;
import dev.longhaul.dispatcher.platform.Servers;
import dev.longhaul.dispatcher.platform.TestWorker;
import dev.longhaul.dispatcher.platform.TestWorker.Handed;
import dev.longhaul.dispatcher.platform.TestWorker.Settings;
import dev.longhaul.embedded.AmqpOptions;
import dev.longhaul.embedded.EmbeddedAmqp;
import dev.longhaul.embedded.EmbeddedMongo;
import dev.longhaul.embedded.MongoOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that lose messages, or go away for a while: every job still ends. */
class LostJobsTest {

    private static final Duration A_WHILE = Duration.ofSeconds(90);
    private static final String[] IMPATIENT = {"--longhaul.dispatcher.lost-after=2s",
            "--longhaul.dispatcher.reconcile-every=500ms"};

    private final List<Platform> platforms = new ArrayList<>();

    @AfterEach
    void stop() {
        platforms.forEach(Platform::close);
    }

    private Platform platform(Servers servers) {
        Platform platform = new Platform(servers);
        platforms.add(platform);
        platform.purge();
        platform.resultStore();
        platform.dispatcher(IMPATIENT);
        return platform;
    }

    private static List<SubmittedJob> jobsOfAllLanes(int count) {
        List<SubmittedJob> jobs = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            jobs.addAll(Jobs.of("acme").lane(lane).many(count));
        }
        return jobs;
    }

    @Test
    @Tag("amqp")
    void every_job_ends_although_all_queues_were_purged_in_mid_run() {
        Platform platform = platform(Servers.shared());
        TestWorker worker = platform.worker(Settings.quick().slots(4).latency(Duration.ofMillis(50)));
        // the lanes' intakes join their group seconds apart: until all have, the first lanes' jobs may be done
        List<SubmittedJob> first = jobsOfAllLanes(1);
        platform.submit(first);
        platform.awaitAll(first, JobState.SUCCEEDED, A_WHILE);
        List<SubmittedJob> jobs = jobsOfAllLanes(200);
        platform.submit(jobs);
        // a bundle of the batch lane alone is many jobs: some must stand in the broker, too
        await().atMost(A_WHILE)
                .until(() -> platform.states(jobs).getOrDefault(JobState.DISPATCHED, 0L) > 150
                        && worker.handed().size() > 50);

        platform.purge();

        platform.awaitAll(jobs, JobState.SUCCEEDED, A_WHILE);
        assertThat(worker.handed()).as("purged and handed out again under a second epoch")
                .anyMatch(handed -> handed.epoch() > 1);
    }

    @Test
    @Tag("amqp")
    void jobs_in_the_queue_of_a_pool_without_workers_go_to_the_next_pool_that_serves_their_model() {
        Platform platform = platform(Servers.shared());
        List<SubmittedJob> jobs = Jobs.of("acme").model("resilient").many(20);
        TestWorker slow = platform.worker(Settings.quick().slots(1).latency(Duration.ofMinutes(5)));
        platform.submit(jobs);
        await().atMost(A_WHILE).until(() -> !slow.handed().isEmpty());
        platform.awaitAll(jobs, JobState.DISPATCHED, A_WHILE);
        slow.close();

        TestWorker standby = platform.worker(Settings.quick().pool("standby", "second"));
        platform.awaitAll(jobs, JobState.SUCCEEDED, A_WHILE);
        assertThat(standby.handed()).extracting(Handed::epoch).containsOnly(2);
        platform.purge();
    }

    /** As 25 minutes are to the 15 seconds of the default. */
    @Test
    @Tag("amqp")
    void calls_that_take_a_hundred_times_as_long_as_jobs_may_be_silent_run_once() {
        Platform platform = new Platform(Servers.shared());
        platforms.add(platform);
        platform.purge();
        platform.resultStore();
        platform.dispatcher("--longhaul.dispatcher.lost-after=50ms", "--longhaul.dispatcher.reconcile-every=50ms");
        TestWorker worker = platform.worker(Settings.quick().latency(Duration.ofSeconds(5)).withStarts());
        List<SubmittedJob> jobs = jobsOfAllLanes(2);

        platform.submit(jobs);

        platform.awaitAll(jobs, JobState.SUCCEEDED, A_WHILE);
        assertThat(worker.inquiries()).as("times that it was asked for them").isGreaterThan(2);
        assertThat(worker.handed()).hasSize(jobs.size()).allMatch(handed -> handed.epoch() == 1);
    }

    @Test
    @Tag("amqp")
    void jobs_whose_outcomes_nobody_reads_for_a_while_do_not_run_again() {
        Platform platform = new Platform(Servers.shared());
        platforms.add(platform);
        platform.purge();
        platform.dispatcher(IMPATIENT);
        TestWorker worker = platform.worker(Settings.quick());
        List<SubmittedJob> jobs = jobsOfAllLanes(20);
        platform.submit(jobs);
        await().atMost(A_WHILE).until(() -> worker.handed().size() == jobs.size() && worker.inquiries() > 0);

        platform.resultStore();

        platform.awaitAll(jobs, JobState.SUCCEEDED, A_WHILE);
        assertThat(worker.handed()).hasSize(jobs.size());
    }

    @Test
    void jobs_end_after_the_broker_was_away(@TempDir Path directory) {
        EmbeddedAmqp broker = EmbeddedAmqp.start(AmqpOptions.in(directory));
        int port = broker.port();
        try {
            Platform platform = platform(Servers.shared().with(broker));
            TestWorker worker = platform.worker(Settings.quick().slots(16).latency(Duration.ofMillis(20)));
            List<SubmittedJob> jobs = jobsOfAllLanes(200);
            platform.submit(jobs);
            await().atMost(A_WHILE).until(() -> worker.handed().size() > 50);

            broker.close();
            List<SubmittedJob> meanwhile = jobsOfAllLanes(20);
            platform.submit(meanwhile);
            await().atMost(A_WHILE).until(() -> platform.states(meanwhile).values().stream()
                    .mapToLong(Long::longValue).sum() == meanwhile.size());
            broker = EmbeddedAmqp.start(AmqpOptions.in(directory).withPort(port));

            platform.awaitAll(jobs, JobState.SUCCEEDED, A_WHILE);
            platform.awaitAll(meanwhile, JobState.SUCCEEDED, A_WHILE);
            platform.close();
        } finally {
            broker.close();
        }
    }

    @Test
    @Tag("amqp")
    void jobs_end_after_the_record_was_away(@TempDir Path directory) {
        EmbeddedMongo record = EmbeddedMongo.start(MongoOptions.in(directory));
        int port = record.port();
        try {
            Platform platform = platform(Servers.shared().with(record));
            TestWorker worker = platform.worker(Settings.quick().slots(16).latency(Duration.ofMillis(20)));
            List<SubmittedJob> jobs = jobsOfAllLanes(200);
            platform.submit(jobs);
            await().atMost(A_WHILE).until(() -> worker.handed().size() > 50);

            record.close();
            List<SubmittedJob> meanwhile = jobsOfAllLanes(20);
            platform.submit(meanwhile);
            // what is with the worker ends there, and its outcomes wait in the broker
            int before = worker.handed().size();
            await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(6))
                    .until(() -> worker.handed().size() >= before);
            record = EmbeddedMongo.start(MongoOptions.in(directory).withPort(port));

            platform.awaitAll(jobs, JobState.SUCCEEDED, A_WHILE);
            platform.awaitAll(meanwhile, JobState.SUCCEEDED, A_WHILE);
            platform.close();
        } finally {
            record.close();
        }
    }
}
