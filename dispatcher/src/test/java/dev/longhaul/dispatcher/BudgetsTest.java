package dev.longhaul.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.BudgetEvent;
import dev.longhaul.contract.message.EventMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Topics;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.contract.plan.Budget;
import dev.longhaul.contract.plan.Budget.WhenSpent;
import dev.longhaul.contract.plan.Period;
import dev.longhaul.contract.plan.Quota;
import dev.longhaul.contract.plan.Spend;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.dispatcher.platform.Jobs;
import dev.longhaul.dispatcher.platform.Platform;
import dev.longhaul.dispatcher.platform.Servers;
import dev.longhaul.dispatcher.platform.TestWorker;
import dev.longhaul.dispatcher.platform.TestWorker.Settings;
import dev.longhaul.store.job.JobRecord;
import dev.longhaul.store.plan.PlanStore;
import dev.longhaul.store.usage.UsageRow;
import dev.longhaul.store.usage.UsageStore;
import dev.longhaul.store.webhook.WebhookEvents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Budgets at work: from the answers' usage through the ledger to what is handed out next. */
class BudgetsTest {

    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final int ESTIMATE = 100;
    private static final Usage USAGE = new Usage(30, 40, 0, 0);

    private final String tenant = "budget-" + UUID.randomUUID();
    private Platform platform;
    private PlanStore plans;
    private UsageStore usage;
    private WebhookEvents webhooks;

    @BeforeEach
    void start() {
        Servers servers = Servers.shared();
        platform = new Platform(servers);
        platform.purge();
        MongoClient mongo = platform.keep(MongoClients.create(servers.mongo()));
        MongoDatabase database = mongo.getDatabase(servers.database());
        plans = new PlanStore(database, Clock.systemUTC());
        usage = new UsageStore(database, platform.store().spending(), Clock.systemUTC());
        webhooks = new WebhookEvents(database, Clock.systemUTC());
        platform.resultStore();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void many_jobs_together_overspend_by_one_at_most_and_the_rest_is_rejected() throws Exception {
        budget(7_000, WhenSpent.REJECT);
        platform.dispatcher();
        platform.worker(answering(Duration.ofMillis(20)));
        try (KafkaConsumer<String, byte[]> events = events()) {
            List<SubmittedJob> jobs = submit(300);

            await().atMost(A_WHILE).until(() -> ended(jobs) == 300);
            Map<JobState, Long> states = platform.states(jobs);
            assertThat(states).containsOnlyKeys(JobState.SUCCEEDED, JobState.REJECTED);
            long spent = states.getOrDefault(JobState.SUCCEEDED, 0L) * USAGE.totalTokens();
            assertThat(spent).isBetween(7_000L, 7_000L + USAGE.totalTokens() - 1);
            assertThat(used()).isEqualTo(spent);
            assertThat(rejection(jobs)).isEqualTo("quota_exceeded");

            List<BudgetEvent> told = new ArrayList<>();
            await().atMost(A_WHILE).until(() -> {
                told.addAll(poll(events));
                return told.stream().anyMatch(event -> event.percent() == 100);
            });
            assertThat(told).filteredOn(event -> event.period() == Period.DAY).extracting(BudgetEvent::percent)
                    .containsExactly(50, 80, 100);
            assertThat(told).filteredOn(event -> event.percent() == 100).extracting(BudgetEvent::spend)
                    .contains(new Spend(spent, 0));
        }
        assertThat(webhooks.untold(10_000)).filteredOn(event -> event.tenant().equals(tenant))
                .filteredOn(event -> "day".equals(event.data().get("period")))
                .extracting(event -> event.data().get("percent")).containsExactlyInAnyOrder(50, 80, 100);
    }

    @Test
    void when_a_keys_budget_is_spent_its_own_jobs_are_rejected_and_no_others() {
        Budget small = new Budget(700L, null, null, null, WhenSpent.REJECT);
        plans.put(tenant, TenantPlan.DEFAULT.with("key_small", new Quota(null, null, null, small)), null, "ann",
                "a test");
        platform.dispatcher();
        platform.worker(answering(Duration.ofMillis(20)));
        List<SubmittedJob> bySmall = Jobs.of(tenant).by("key_small").lane(Lane.BATCH).tokens(ESTIMATE).many(60);
        List<SubmittedJob> others = Jobs.of(tenant).by("key_other").lane(Lane.BATCH).tokens(ESTIMATE).many(60);
        platform.submit(bySmall);
        platform.submit(others);

        platform.awaitAll(others, JobState.SUCCEEDED, A_WHILE);
        await().atMost(A_WHILE).until(() -> ended(bySmall) == 60);
        assertThat(platform.states(bySmall)).containsEntry(JobState.SUCCEEDED, 10L).containsEntry(JobState.REJECTED,
                50L);
    }

    @Test
    void jobs_above_the_budget_are_held_until_it_is_raised() {
        budget(700, WhenSpent.HOLD);
        platform.dispatcher();
        platform.worker(answering(Duration.ZERO));
        List<SubmittedJob> jobs = submit(30);
        await().atMost(A_WHILE).until(() -> used() >= 700);
        assertThat(platform.states(jobs)).containsEntry(JobState.QUEUED, 20L);

        budget(2_000, WhenSpent.HOLD);
        await().atMost(A_WHILE).until(() -> used() >= 2_000);
        assertThat(platform.states(jobs)).containsEntry(JobState.QUEUED, 1L);

        plans.put(tenant, TenantPlan.DEFAULT, null, "ann", "no budget any more");
        platform.awaitAll(jobs, JobState.SUCCEEDED, A_WHILE);
    }

    @Test
    void a_dispatcher_that_dies_leaves_no_reservation_behind() {
        budget(2_100, WhenSpent.HOLD);
        ConfigurableApplicationContext first = platform.dispatcher();
        TestWorker slow = platform.worker(answering(Duration.ofMillis(300)));
        List<SubmittedJob> jobs = submit(60);
        await().atMost(A_WHILE).until(() -> slow.handed().size() >= 10);
        first.close();
        platform.dispatcher();

        await().atMost(A_WHILE).until(() -> used() >= 2_100);
        assertThat(platform.states(jobs)).containsEntry(JobState.SUCCEEDED, 30L).containsEntry(JobState.QUEUED, 30L);
    }

    private static Settings answering(Duration latency) {
        return Settings.quick().slots(300).latency(latency).outcome(job -> new Outcome.Succeeded("{}", USAGE));
    }

    private void budget(long dailyTokens, WhenSpent whenSpent) {
        plans.put(tenant, TenantPlan.DEFAULT.with(new Budget(dailyTokens, null, null, null, whenSpent)), null, "ann",
                "a test");
    }

    private List<SubmittedJob> submit(int count) {
        List<SubmittedJob> jobs = Jobs.of(tenant).lane(Lane.BATCH).tokens(ESTIMATE).many(count);
        platform.submit(jobs);
        return jobs;
    }

    private long ended(List<SubmittedJob> jobs) {
        return platform.states(jobs).entrySet().stream().filter(state -> state.getKey().isTerminal())
                .mapToLong(Map.Entry::getValue).sum();
    }

    private long used() {
        String today = Period.DAY.at(Instant.now(), ZoneOffset.UTC);
        List<UsageRow> rows = new ArrayList<>();
        usage.rows(tenant, "2000-01-01", today, rows::add);
        return rows.stream().mapToLong(row -> row.usage().totalTokens()).sum();
    }

    private String rejection(List<SubmittedJob> jobs) {
        return jobs.stream().map(job -> platform.job(job.id()))
                .filter(job -> job.state() == JobState.REJECTED).map(JobRecord::ending)
                .map(ending -> ending == null || ending.failure() == null ? "" : ending.failure().code()).findFirst()
                .orElse("");
    }

    private KafkaConsumer<String, byte[]> events() {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", platform.servers().kafka()), new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = consumer.partitionsFor(Topics.JOB_EVENTS).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
        return consumer;
    }

    private List<BudgetEvent> poll(KafkaConsumer<String, byte[]> consumer) throws Exception {
        List<BudgetEvent> found = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            if (Set.of(tenant).contains(record.key()) && MessageCodec.read(record.value(),
                    EventMessage.class) instanceof BudgetEvent event) {
                found.add(event);
            }
        }
        return found;
    }
}
