package dev.longhaul.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.OrderNotice;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.platform.Jobs;
import dev.longhaul.dispatcher.platform.Platform;
import dev.longhaul.dispatcher.platform.Servers;
import dev.longhaul.dispatcher.platform.TestWorker;
import dev.longhaul.dispatcher.platform.TestWorker.Handed;
import dev.longhaul.dispatcher.platform.TestWorker.Settings;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.store.order.JobSet;
import dev.longhaul.store.order.OrderStore;
import dev.longhaul.store.order.OrderStore.Signature;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** Orders about waiting jobs at work, from the record to the workers. */
@Tag("amqp")
class OrdersTest {

    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final Signature KEY = new Signature("key_1", null);
    private static final JobSet NIGHT = new JobSet("acme", "night");

    private Platform platform;
    private OrderStore orders;

    @BeforeEach
    void start() {
        Servers servers = Servers.shared();
        platform = new Platform(servers);
        platform.purge();
        MongoClient mongo = platform.keep(MongoClients.create(servers.mongo()));
        orders = new OrderStore(mongo.getDatabase(servers.database()), Clock.systemUTC());
        platform.resultStore();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void a_paused_batch_waits_over_a_restart_and_with_what_comes_later_while_others_go() {
        orders.pause(NIGHT, KEY);
        ConfigurableApplicationContext first = platform.dispatcher();
        List<SubmittedJob> before = Jobs.of("acme").lane(Lane.BATCH).batch("night").many(40);
        List<SubmittedJob> day = Jobs.of("acme").lane(Lane.BATCH).batch("day").many(40);
        TestWorker worker = platform.worker(Settings.quick());
        platform.submit(before);
        platform.submit(day);
        platform.awaitAll(day, JobState.SUCCEEDED, A_WHILE);
        platform.awaitAll(before, JobState.QUEUED, A_WHILE);

        first.close();
        ConfigurableApplicationContext second = platform.dispatcher();
        List<SubmittedJob> after = Jobs.of("acme").lane(Lane.BATCH).batch("night").many(10);
        SubmittedJob other = Jobs.of("acme").lane(Lane.BATCH).one();
        platform.submit(after);
        platform.submit(other);
        platform.await(other, JobState.SUCCEEDED);
        await().atMost(A_WHILE).until(() -> second.getBean(Scheduler.class).waiting(Lane.BATCH) == 50);
        assertThat(handed(worker, before) + handed(worker, after)).isZero();

        orders.resume(NIGHT, KEY);
        platform.awaitAll(before, JobState.SUCCEEDED, A_WHILE);
        platform.awaitAll(after, JobState.SUCCEEDED, A_WHILE);
    }

    @Test
    void a_notice_stops_a_tenant_at_once_and_what_is_with_workers_goes_on() {
        ConfigurableApplicationContext dispatcher = platform.dispatcher("--longhaul.dispatcher.window-extra=1");
        List<SubmittedJob> jobs = Jobs.of("acme").lane(Lane.BATCH).many(200);
        TestWorker worker = platform.worker(Settings.quick().slots(2).latency(Duration.ofMillis(100)));
        platform.submit(jobs);
        await().atMost(A_WHILE).until(() -> handed(worker, jobs) > 5);
        Scheduler scheduler = dispatcher.getBean(Scheduler.class);

        orders.pause(JobSet.ofTenant("acme"), KEY);
        notice();
        await().atMost(A_WHILE).until(() -> scheduler.inFlight(Lane.BATCH) == 0);

        long done = platform.states(jobs).getOrDefault(JobState.SUCCEEDED, 0L);
        assertThat(platform.states(jobs)).containsOnlyKeys(JobState.QUEUED, JobState.SUCCEEDED);
        assertThat(handed(worker, jobs)).isEqualTo(done);
        assertThat(scheduler.waiting(Lane.BATCH)).isEqualTo((int) (200 - done));
        orders.resume(JobSet.ofTenant("acme"), KEY);
        notice();
        await().atMost(A_WHILE).until(() -> handed(worker, jobs) > done);
    }

    @Test
    void a_single_job_is_paused_moved_and_resumed_in_the_record_alone() {
        Scheduler scheduler = platform.dispatcher().getBean(Scheduler.class);
        SubmittedJob paused = Jobs.of("acme").one();
        SubmittedJob ordinary = Jobs.of("acme").one();
        SubmittedJob urgent = Jobs.of("acme").one();
        List<SubmittedJob> all = List.of(paused, ordinary, urgent);
        platform.submit(all);
        platform.submit(Jobs.of("acme").batch("first").one());
        platform.submit(Jobs.of("acme").batch("second").one());
        await().atMost(A_WHILE).until(() -> scheduler.waiting(Lane.STANDARD) == 5);
        platform.store().revisions().pause(paused.id());
        platform.store().revisions().reprioritise(urgent.id(), 9);
        // whoever has looked twice at the orders has looked at the jobs in between
        orders.cancel(new JobSet("acme", "first"), KEY);
        await().atMost(A_WHILE).until(() -> scheduler.waiting(Lane.STANDARD) == 4);
        orders.cancel(new JobSet("acme", "second"), KEY);
        await().atMost(A_WHILE).until(() -> scheduler.waiting(Lane.STANDARD) == 3);

        TestWorker worker = platform.worker(Settings.quick().slots(1));
        platform.await(ordinary, JobState.SUCCEEDED);
        assertThat(worker.handed()).extracting(Handed::id).containsExactly(urgent.id(), ordinary.id());
        platform.await(paused, JobState.QUEUED);
        platform.store().revisions().resume(paused.id());
        platform.await(paused, JobState.SUCCEEDED);
    }

    @Test
    void a_cancel_that_broke_off_is_finished_and_counted_and_told() throws IOException {
        ConfigurableApplicationContext dispatcher = platform.dispatcher();
        List<SubmittedJob> jobs = Jobs.of("acme").lane(Lane.BATCH).batch("night").many(50);
        SubmittedJob day = Jobs.of("acme").lane(Lane.BATCH).batch("day").one();
        platform.submit(jobs);
        platform.submit(day);
        platform.awaitAll(jobs, JobState.QUEUED, A_WHILE);

        // the order alone: whoever gave it was killed before it touched a job
        orders.cancel(NIGHT, KEY);
        notice();
        TestWorker worker = platform.worker(Settings.quick());
        platform.awaitAll(jobs, JobState.CANCELLED, A_WHILE);
        platform.await(day, JobState.SUCCEEDED);

        assertThat(handed(worker, jobs)).isZero();
        assertThat(Platform.get(dispatcher, "/actuator/prometheus"))
                .contains("longhaul_jobs_ended_total{end=\"cancelled\",lane=\"batch\",model=\"small\"} 50");
        List<SubmittedJob> next = Jobs.of("acme").lane(Lane.BATCH).batch("night").many(5);
        platform.submit(next);
        platform.awaitAll(next, JobState.SUCCEEDED, A_WHILE);
    }

    @Test
    void jobs_that_were_submitted_before_a_cancel_and_recorded_after_it_end_too() {
        List<SubmittedJob> jobs = Jobs.of("acme").lane(Lane.BATCH).batch("night").many(20);
        TestWorker worker = platform.worker(Settings.quick());
        Instant submitted = Instant.now();
        await().until(() -> Instant.now().toEpochMilli() > submitted.toEpochMilli());
        orders.cancel(NIGHT, KEY);
        platform.dispatcher();
        platform.submit(jobs);

        platform.awaitAll(jobs, JobState.CANCELLED, A_WHILE);
        assertThat(worker.handed()).isEmpty();
    }

    private void notice() {
        CachingConnectionFactory connections = new CachingConnectionFactory(URI.create(platform.servers().amqp()));
        try (ConfirmedPublisher publisher = new ConfirmedPublisher(connections, 10)) {
            publisher.publishTransient(RelayTopology.ORDERS, RelayTopology.ALL,
                    MessageCodec.write(new OrderNotice("acme"))).join();
        } finally {
            connections.destroy();
        }
    }

    private static long handed(TestWorker worker, List<SubmittedJob> jobs) {
        Set<JobId> ids = jobs.stream().map(SubmittedJob::id).collect(Collectors.toSet());
        return worker.handed().stream().filter(handed -> ids.contains(handed.id())).count();
    }
}
