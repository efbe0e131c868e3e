package dev.longhaul.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.platform.Jobs;
import dev.longhaul.dispatcher.platform.Platform;
import dev.longhaul.dispatcher.platform.Servers;
import dev.longhaul.dispatcher.platform.TestWorker;
import dev.longhaul.dispatcher.platform.TestWorker.Handed;
import dev.longhaul.dispatcher.platform.TestWorker.Settings;
import dev.longhaul.dispatcher.pool.Routes;
import dev.longhaul.dispatcher.pool.Workers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;

/** Waiting jobs follow what workers say of their breakers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutingTest {

    /** Of a worker with two slots, with the settings below. */
    private static final int WINDOW = 3;
    private static final Duration A_WHILE = Duration.ofSeconds(60);

    private Platform platform;
    private Scheduler scheduler;
    private Workers workers;
    private Routes routes;

    @BeforeAll
    void start() {
        platform = new Platform(Servers.shared());
        platform.purge();
        platform.resultStore();
        ConfigurableApplicationContext dispatcher = platform.dispatcher("--longhaul.dispatcher.window-factor=1",
                "--longhaul.dispatcher.window-extra=1");
        scheduler = dispatcher.getBean(Scheduler.class);
        workers = dispatcher.getBean(Workers.class);
        routes = dispatcher.getBean(Routes.class);
    }

    @AfterAll
    void stop() {
        platform.close();
    }

    @Test
    void waiting_jobs_move_to_the_standby_while_the_breaker_is_open_and_come_back() {
        List<SubmittedJob> jobs = Jobs.of("acme").lane(Lane.BATCH).model("resilient").many(400);
        try (TestWorker main = platform.worker(Settings.quick().slots(2).latency(Duration.ofMillis(50)));
                TestWorker standby = platform.worker(
                        Settings.quick().slots(2).latency(Duration.ofMillis(50)).pool("standby", "second"))) {
            await().until(() -> workers.serve("default", "main", "m") && workers.serve("standby", "second", "m")
                    && "default".equals(routes.poolOf("acme", "resilient", 0)));
            platform.submit(jobs);
            await().atMost(A_WHILE).until(() -> main.handed().size() > 10);
            assertThat(standby.handed()).isEmpty();

            main.open("main");
            await().atMost(A_WHILE).until(() -> standby.handed().size() > 20);
            int before = main.handed().size();
            main.open();
            await().atMost(A_WHILE).until(() -> main.handed().size() > before + 20);
            int moved = standby.handed().size();

            platform.awaitAll(jobs, JobState.SUCCEEDED, A_WHILE);
            assertThat(standby.handed().size()).isLessThanOrEqualTo(moved + WINDOW);
            assertThat(main.handed().size() + standby.handed().size()).isEqualTo(jobs.size());
        }
    }

    @Test
    void with_every_breaker_open_jobs_wait_with_the_dispatcher_until_one_closes() {
        try (TestWorker worker = platform.worker(Settings.quick())) {
            SubmittedJob first = Jobs.of("acme").one();
            platform.submit(first);
            platform.await(first, JobState.SUCCEEDED);

            worker.open("main");
            await().until(() -> !"default".equals(routes.poolOf("acme", "small", 0)));
            List<SubmittedJob> waiting = Jobs.of("acme").many(20);
            platform.submit(waiting);
            await().atMost(A_WHILE).until(() -> scheduler.waiting(Lane.STANDARD) == 20);
            assertThat(worker.handed()).extracting(Handed::id).containsExactly(first.id());

            worker.open();
            platform.awaitAll(waiting, JobState.SUCCEEDED, A_WHILE);
            assertThat(worker.handed()).extracting(Handed::epoch).containsOnly(1);
        }
    }
}
