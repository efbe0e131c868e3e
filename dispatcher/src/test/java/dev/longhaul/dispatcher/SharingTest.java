package dev.longhaul.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClients;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.dispatcher.platform.Jobs;
import dev.longhaul.dispatcher.platform.Platform;
import dev.longhaul.dispatcher.platform.Servers;
import dev.longhaul.dispatcher.platform.TestWorker;
import dev.longhaul.dispatcher.platform.TestWorker.Settings;
import dev.longhaul.store.job.JobRecord;
import dev.longhaul.store.job.JobRecord.Ending;
import dev.longhaul.store.job.JobSharing.Cached;
import dev.longhaul.store.usage.UsageRow;
import dev.longhaul.store.usage.UsageStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The dedupe cache at work: how many calls there are, and who pays. */
class SharingTest {

    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final Usage USAGE = new Usage(30, 40, 0, 0);

    private final String tenant = "sharing-" + UUID.randomUUID();
    private Platform platform;
    private ConfigurableApplicationContext dispatcher;

    @BeforeEach
    void start() {
        platform = new Platform(Servers.shared());
        platform.purge();
        platform.resultStore();
        dispatcher = platform.dispatcher();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private static Outcome answer(RelayJob job, String finish) {
        return new Outcome.Succeeded(
                "{\"id\":\"" + job.id() + "\",\"choices\":[{\"finish_reason\":\"" + finish + "\"}]}",
                USAGE);
    }

    private static Settings answering() {
        return Settings.quick().slots(50).latency(Duration.ofMillis(200)).outcome(job -> answer(job, "stop"));
    }

    private List<SubmittedJob> submit(String of, String question, int count) {
        List<SubmittedJob> jobs = Jobs.of(of).lane(Lane.BATCH).asking(question).many(count);
        platform.submit(jobs);
        return jobs;
    }

    private Ending ending(SubmittedJob job) {
        JobRecord record = platform.job(job.id());
        return Objects.requireNonNull(record.ending());
    }

    private List<Cached> cached(List<SubmittedJob> jobs) {
        return jobs.stream().map(job -> ending(job).cached()).filter(Objects::nonNull).map(Objects::requireNonNull)
                .toList();
    }

    @Test
    void equal_jobs_of_a_tenant_make_one_call_which_one_of_them_pays() {
        TestWorker worker = platform.worker(answering());
        List<SubmittedJob> equal = submit(tenant, "one", 30);
        List<SubmittedJob> others = submit(tenant + "-2", "one", 3);
        List<SubmittedJob> different = submit(tenant, "two", 1);
        platform.awaitAll(equal, JobState.SUCCEEDED, A_WHILE);
        platform.awaitAll(others, JobState.SUCCEEDED, A_WHILE);
        platform.awaitAll(different, JobState.SUCCEEDED, A_WHILE);

        assertThat(worker.handed()).hasSize(3);
        assertThat(cached(equal)).hasSize(29).allMatch(Cached::inFlight)
                .allSatisfy(each -> assertThat(each.tokens()).isEqualTo(USAGE.totalTokens()));
        assertThat(equal).extracting(job -> ending(job).response()).containsOnly(ending(equal.getFirst()).response());
        assertThat(cached(others)).hasSize(2);
        assertThat(ending(others.getFirst()).response()).isNotEqualTo(ending(equal.getFirst()).response());
        assertThat(requests()).isEqualTo(2);
    }

    private long requests() {
        try (var mongo = MongoClients.create(platform.servers().mongo())) {
            UsageStore usage = new UsageStore(mongo.getDatabase(platform.servers().database()),
                    platform.store().spending(), Clock.systemUTC());
            List<UsageRow> rows = new ArrayList<>();
            usage.rows(tenant, "2000-01-01", "9999-12-31", rows::add);
            return rows.stream().mapToLong(UsageRow::requests).sum();
        }
    }

    @Test
    void an_answer_is_there_for_later_ones_and_outlives_the_dispatcher() {
        TestWorker worker = platform.worker(answering());
        platform.awaitAll(submit(tenant, "one", 1), JobState.SUCCEEDED, A_WHILE);
        List<SubmittedJob> later = submit(tenant, "one", 5);
        platform.awaitAll(later, JobState.SUCCEEDED, A_WHILE);
        assertThat(cached(later)).hasSize(5);
        assertThat(worker.handed()).hasSize(1);

        dispatcher.close();
        platform.dispatcher();
        // the first may go at once; the others find what the one before has left
        List<SubmittedJob> afterwards = submit(tenant, "one", 20);
        platform.awaitAll(afterwards, JobState.SUCCEEDED, A_WHILE);

        assertThat(cached(afterwards)).hasSizeGreaterThanOrEqualTo(19);
        assertThat(worker.handed()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void when_the_leader_fails_a_follower_takes_over() {
        AtomicInteger calls = new AtomicInteger();
        TestWorker worker = platform.worker(answering().outcome(job -> calls.incrementAndGet() == 1
                ? new Outcome.Failed(Failure.of(ErrorCode.PROVIDER_UNAVAILABLE, "Not now."))
                : answer(job, "stop")));
        List<SubmittedJob> equal = submit(tenant, "one", 10);

        platform.awaitAll(equal.subList(1, 10), JobState.SUCCEEDED, A_WHILE);
        platform.await(equal.getFirst(), JobState.FAILED);
        assertThat(worker.handed()).hasSize(2);
    }

    @Test
    void an_answer_that_was_cut_off_is_nobody_elses() {
        TestWorker worker = platform.worker(answering().outcome(job -> answer(job, "length")));
        List<SubmittedJob> equal = submit(tenant, "one", 3);

        platform.awaitAll(equal, JobState.SUCCEEDED, A_WHILE);
        assertThat(cached(equal)).isEmpty();
        assertThat(worker.handed()).hasSize(3);
    }
}
