package dev.longhaul.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.plan.Budget;
import dev.longhaul.contract.plan.Quota;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.dispatcher.platform.Jobs;
import dev.longhaul.dispatcher.platform.Platform;
import dev.longhaul.dispatcher.platform.Servers;
import dev.longhaul.dispatcher.platform.TestWorker;
import dev.longhaul.dispatcher.platform.TestWorker.Settings;
import dev.longhaul.store.plan.PlanStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tenants' plans at work, from the record to the workers. */
class PlansTest {

    private static final Duration A_WHILE = Duration.ofSeconds(60);

    private Platform platform;
    private PlanStore plans;

    @BeforeEach
    void start() {
        Servers servers = Servers.shared();
        platform = new Platform(servers);
        platform.purge();
        MongoClient mongo = platform.keep(MongoClients.create(servers.mongo()));
        plans = new PlanStore(mongo.getDatabase(servers.database()), Clock.systemUTC());
        platform.resultStore();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void a_capped_tenant_waits_beside_one_that_is_not_until_its_plan_changes() {
        plans.put("capped", new TenantPlan(1, new Quota(3L, null, null, Budget.NONE)), null, "ann", "trial");
        platform.dispatcher();
        List<SubmittedJob> capped = Jobs.of("capped").lane(Lane.BATCH).many(60);
        List<SubmittedJob> free = Jobs.of("free").lane(Lane.BATCH).many(60);
        try (TestWorker slow = platform.worker(Settings.quick().latency(Duration.ofHours(1)))) {
            platform.submit(capped);
            platform.submit(free);
            await().atMost(A_WHILE).until(() -> handed(slow, free) == 60);
            assertThat(handed(slow, capped)).isEqualTo(3);

            plans.put("capped", new TenantPlan(1, new Quota(10L, null, null, Budget.NONE)), null, "ann", "they pay");
            await().atMost(A_WHILE).until(() -> handed(slow, capped) == 10);
        }
        plans.put("capped", TenantPlan.DEFAULT, null, "ann", "they pay more");
        try (TestWorker quick = platform.worker(Settings.quick())) {
            platform.awaitAll(capped, JobState.SUCCEEDED, A_WHILE);
            assertThat(quick.handed()).isNotEmpty();
        }
    }

    @Test
    void a_key_above_its_cap_waits_beside_the_tenants_other_keys() {
        plans.put("acme", TenantPlan.DEFAULT.with("key_capped", new Quota(3L, null, null, Budget.NONE)), null, "ann",
                "trial");
        platform.dispatcher();
        List<SubmittedJob> capped = Jobs.of("acme").by("key_capped").lane(Lane.BATCH).many(60);
        List<SubmittedJob> free = Jobs.of("acme").by("key_free").lane(Lane.BATCH).many(60);
        TestWorker slow = platform.worker(Settings.quick().latency(Duration.ofHours(1)));
        platform.submit(capped);
        platform.submit(free);

        await().atMost(A_WHILE).until(() -> handed(slow, free) == 60);
        assertThat(handed(slow, capped)).isEqualTo(3);
        plans.put("acme", TenantPlan.DEFAULT, null, "ann", "they pay");
        await().atMost(A_WHILE).until(() -> handed(slow, capped) > 3);
    }

    @Test
    void a_tenant_above_its_rate_waits_and_is_not_refused() {
        plans.put("slow", new TenantPlan(1, new Quota(null, 120L, null, Budget.NONE)), null, "ann", "trial");
        platform.dispatcher();
        List<SubmittedJob> jobs = Jobs.of("slow").lane(Lane.STANDARD).many(30);
        platform.worker(Settings.quick());
        platform.submit(jobs);
        platform.awaitAll(jobs, JobState.SUCCEEDED, A_WHILE);

        List<Instant> dispatched = jobs.stream().map(job -> platform.job(job.id()).progress().dispatchedAt())
                .filter(Objects::nonNull).sorted().toList();
        assertThat(dispatched).hasSize(30);
        // by the dispatcher's own clock: twenty at once, and then two a second
        assertThat(Duration.between(dispatched.getFirst(), dispatched.getLast()))
                .isGreaterThan(Duration.ofSeconds(4));
    }

    private static long handed(TestWorker worker, List<SubmittedJob> jobs) {
        Set<JobId> ids = jobs.stream().map(SubmittedJob::id).collect(Collectors.toSet());
        return worker.handed().stream().filter(handed -> ids.contains(handed.id())).count();
    }
}
