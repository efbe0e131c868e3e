package dev.longhaul.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.plan.Budget;
import dev.longhaul.contract.plan.Quota;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.dispatcher.platform.Jobs;
import dev.longhaul.dispatcher.platform.Platform;
import dev.longhaul.dispatcher.platform.Servers;
import dev.longhaul.dispatcher.platform.TestAsker;
import dev.longhaul.dispatcher.platform.TestWorker;
import dev.longhaul.dispatcher.platform.TestWorker.Settings;
import dev.longhaul.store.plan.PlanStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why jobs wait, asked and answered over AMQP. */
class PlacesTest {

    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    private Platform platform;
    private TestAsker asker;

    @BeforeEach
    void start() {
        Servers servers = Servers.shared();
        platform = new Platform(servers);
        platform.purge();
        MongoClient mongo = platform.keep(MongoClients.create(servers.mongo()));
        new PlanStore(mongo.getDatabase(servers.database()), Clock.systemUTC()).put("capped",
                new TenantPlan(1, new Quota(3L, null, null, Budget.NONE)), null, "ann", "trial");
        platform.resultStore();
        platform.dispatcher();
        asker = platform.asker();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void a_job_above_its_tenants_cap_is_told_its_reason_and_its_place() throws InterruptedException {
        TestWorker slow = platform.worker(Settings.quick().latency(Duration.ofHours(1)));
        List<SubmittedJob> jobs = Jobs.of("capped").lane(Lane.BATCH).many(20);
        platform.submit(jobs);
        await().atMost(A_WHILE).until(() -> slow.handed().size() == 3);

        Set<JobId> handed = slow.handed().stream().map(TestWorker.Handed::id).collect(Collectors.toSet());
        // ids of one millisecond are in an order of their own
        List<SubmittedJob> waiting = jobs.stream().filter(job -> !handed.contains(job.id()))
                .sorted(Comparator.comparing(SubmittedJob::id)).toList();

        await().atMost(A_WHILE).untilAsserted(() -> {
            Reply.Place last = Objects.requireNonNull(ask(waiting.getLast()));
            assertThat(last.reason()).isEqualTo(WaitReason.TENANT_IN_FLIGHT);
            assertThat(last.ahead()).isEqualTo(16);
            assertThat(last.laneWaiting()).isEqualTo(17);
        });
        for (int i = 0; i < waiting.size(); i++) {
            assertThat(ask(waiting.get(i))).isNotNull().returns(i, Reply.Place::ahead);
        }
        assertThat(ask(jobs.stream().filter(job -> handed.contains(job.id())).findFirst().orElseThrow()))
                .as("it is with a worker").isNull();
    }

    @Test
    void a_job_without_a_live_worker_says_so() {
        SubmittedJob job = Jobs.of("free").one();
        platform.submit(job);

        await().atMost(A_WHILE).untilAsserted(() -> assertThat(ask(job)).isNotNull()
                .returns(WaitReason.WORKERS, Reply.Place::reason).returns(0, Reply.Place::ahead)
                .returns(null, Reply.Place::estimatedStart));
    }

    private Reply.@Nullable Place ask(SubmittedJob job) throws InterruptedException {
        return asker.ask(job, A_MOMENT);
    }
}
