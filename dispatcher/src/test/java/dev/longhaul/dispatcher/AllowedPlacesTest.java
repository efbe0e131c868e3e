package dev.longhaul.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.dispatcher.platform.Jobs;
import dev.longhaul.dispatcher.platform.Platform;
import dev.longhaul.dispatcher.platform.Servers;
import dev.longhaul.dispatcher.platform.TestAsker;
import dev.longhaul.dispatcher.platform.TestWorker;
import dev.longhaul.dispatcher.platform.TestWorker.Handed;
import dev.longhaul.dispatcher.platform.TestWorker.Settings;
import dev.longhaul.dispatcher.pool.Workers;
import dev.longhaul.store.plan.PlanStore;
import dev.longhaul.store.plan.Plans;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Jobs stay with the providers and in the regions that their tenants' plans allow. */
class AllowedPlacesTest {

    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private Platform platform;
    private PlanStore store;
    private Plans plans;
    private Workers workers;

    @BeforeEach
    void start() {
        Servers servers = Servers.shared();
        platform = new Platform(servers);
        platform.purge();
        MongoClient mongo = platform.keep(MongoClients.create(servers.mongo()));
        store = new PlanStore(mongo.getDatabase(servers.database()), Clock.systemUTC());
        platform.resultStore();
        ConfigurableApplicationContext dispatcher = platform.dispatcher();
        plans = dispatcher.getBean(Plans.class);
        workers = dispatcher.getBean(Workers.class);
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void while_the_breaker_of_the_allowed_provider_is_open_jobs_wait_although_the_standby_could_serve() {
        allow("kept", List.of("main"), null);
        TestWorker main = platform.worker(Settings.quick());
        TestWorker standby = platform.worker(Settings.quick().pool("standby", "second"));
        await().until(() -> workers.serve("default", "main", "m") && workers.serve("standby", "second", "m"));
        main.open("main");
        await().until(() -> !workers.serve("default", "main", "m"));
        List<SubmittedJob> kept = Jobs.of("kept").model("resilient").many(20);
        SubmittedJob free = Jobs.of("free").model("resilient").one();
        platform.submit(kept);
        platform.submit(free);
        platform.await(free, JobState.SUCCEEDED);
        awaitReason(kept.getLast(), WaitReason.WORKERS);
        assertThat(standby.handed()).extracting(Handed::id).containsExactly(free.id());

        main.open();
        platform.awaitAll(kept, JobState.SUCCEEDED, A_WHILE);
        assertThat(main.handed()).extracting(Handed::epoch).hasSize(20).containsOnly(1);
        assertThat(standby.handed()).hasSize(1);
    }

    @Test
    void jobs_go_to_no_worker_of_another_region_and_say_so_until_one_of_theirs_comes() {
        allow("european", null, List.of("eu"));
        TestWorker american = platform.worker(Settings.quick().region("us"));
        await().until(() -> workers.serve("default", "main", "m"));
        List<SubmittedJob> jobs = Jobs.of("european").model("resilient").many(20);
        platform.submit(jobs);
        awaitReason(jobs.getLast(), WaitReason.REGION);

        TestWorker european = platform.worker(Settings.quick().pool("standby", "second").region("eu"));
        platform.awaitAll(jobs, JobState.SUCCEEDED, A_WHILE);
        assertThat(american.handed()).isEmpty();
        assertThat(european.handed()).hasSize(20);
    }

    @Test
    void a_job_that_the_plan_allows_nowhere_is_rejected_and_says_why() {
        allow("kept", List.of("second"), null);
        TestWorker worker = platform.worker(Settings.quick());
        SubmittedJob job = Jobs.of("kept").one();
        platform.submit(job);

        platform.await(job, JobState.REJECTED);
        assertThat(Objects.requireNonNull(Objects.requireNonNull(platform.job(job.id()).ending()).failure()).code())
                .isEqualTo("model_not_allowed");
        assertThat(worker.handed()).isEmpty();
    }

    @Test
    void waiting_jobs_follow_a_changed_plan() {
        allow("moving", List.of("main"), null);
        allow("ending", List.of("main"), null);
        TestWorker main = platform.worker(Settings.quick());
        TestWorker standby = platform.worker(Settings.quick().pool("standby", "second"));
        await().until(() -> workers.serve("default", "main", "m") && workers.serve("standby", "second", "m"));
        main.open("main");
        await().until(() -> !workers.serve("default", "main", "m"));
        List<SubmittedJob> moving = Jobs.of("moving").model("resilient").many(20);
        List<SubmittedJob> ending = Jobs.of("ending").many(20);
        platform.submit(moving);
        platform.submit(ending);
        awaitReason(moving.getLast(), WaitReason.WORKERS);
        awaitReason(ending.getLast(), WaitReason.WORKERS);

        allow("moving", List.of("main", "second"), null);
        allow("ending", List.of("second"), null);
        platform.awaitAll(moving, JobState.SUCCEEDED, A_WHILE);
        platform.awaitAll(ending, JobState.REJECTED, A_WHILE);
        assertThat(standby.handed()).hasSize(20);
        assertThat(main.handed()).isEmpty();
    }

    private void allow(String tenant, @Nullable List<String> providers, @Nullable List<String> regions) {
        Allowed allowed = new Allowed(providers, regions);
        store.put(tenant, TenantPlan.DEFAULT.with(allowed), null, "ann", "contract");
        await().until(() -> plans.of(tenant).allowed().equals(allowed));
    }

    private void awaitReason(SubmittedJob job, WaitReason reason) {
        try (TestAsker asker = platform.asker()) {
            await().atMost(A_WHILE).untilAsserted(() -> assertThat(asker.ask(job, A_MOMENT)).isNotNull()
                    .returns(reason, Reply.Place::reason));
        }
    }
}
