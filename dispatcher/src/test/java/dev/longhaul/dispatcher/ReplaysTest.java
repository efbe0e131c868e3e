package dev.longhaul.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
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
import dev.longhaul.dispatcher.platform.TestWorker.Handed;
import dev.longhaul.store.deadletter.LetterFilter;
import dev.longhaul.store.replay.Overrides;
import dev.longhaul.store.replay.Replay;
import dev.longhaul.store.replay.ReplayItem;
import dev.longhaul.store.replay.ReplayPlan;
import dev.longhaul.store.replay.ReplayPlan.Selected;
import dev.longhaul.store.replay.ReplayProgress;
import dev.longhaul.store.replay.ReplayState;
import dev.longhaul.store.replay.ReplayStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Replays of dead letters through the whole pipeline: each job once, whoever else wants it and whatever breaks. */
@Tag("amqp")
class ReplaysTest {

    private static final Duration A_WHILE = Duration.ofSeconds(60);

    private final String tenant = "replays-" + UUID.randomUUID();
    private final Set<JobId> healed = ConcurrentHashMap.newKeySet();
    private volatile boolean allHealed;
    private Platform platform;
    private ReplayStore replays;
    private TestWorker worker;

    @BeforeEach
    void start() {
        platform = new Platform(Servers.shared());
        platform.purge();
        MongoClient mongo = platform.keep(MongoClients.create(platform.servers().mongo()));
        replays = new ReplayStore(mongo.getDatabase(platform.servers().database()), Clock.systemUTC(),
                Duration.ofDays(1));
        platform.dispatcher();
        worker = platform.worker(TestWorker.Settings.quick().outcome(this::outcome));
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private Outcome outcome(RelayJob job) {
        return allHealed || healed.contains(job.id())
                ? new Outcome.Succeeded("{\"id\":\"" + job.id() + "\"}", new Usage(3, 4, 0, 0))
                : new Outcome.Failed(Failure.of(ErrorCode.PROVIDER_REFUSED, "Not today."));
    }

    private List<SubmittedJob> failed(int count) {
        List<SubmittedJob> jobs = Jobs.of(tenant).lane(Lane.BATCH).many(count);
        platform.submit(jobs);
        platform.awaitAll(jobs, JobState.FAILED, A_WHILE);
        return jobs;
    }

    private String replay(List<SubmittedJob> jobs, double perSecond, int canary, int maxFailures) {
        return replay(jobs, perSecond, canary, maxFailures, Overrides.NONE);
    }

    private String replay(List<SubmittedJob> jobs, double perSecond, int canary, int maxFailures,
            Overrides overrides) {
        String id = "rpl_" + UUID.randomUUID();
        replays.create(id,
                new ReplayPlan("{}", new Selected("sel", jobs.size(), 0, 0, null), overrides, perSecond, Duration.ZERO,
                        canary, maxFailures),
                jobs.stream().map(job -> new ReplayItem(job.id(), 1)).toList(), "ann", "fixed");
        return id;
    }

    private Replay await(String id, ReplayState state) {
        Awaitility.await().atMost(A_WHILE).until(() -> read(id).state() == state);
        return read(id);
    }

    private Replay read(String id) {
        return replays.find(id).orElseThrow();
    }

    private Map<JobId, Long> dispatches() {
        return worker.handed().stream().collect(Collectors.groupingBy(Handed::id, Collectors.counting()));
    }

    @Test
    void failed_jobs_go_the_way_of_all_jobs_again_once() {
        platform.resultStore();
        List<SubmittedJob> jobs = failed(200);
        allHealed = true;

        Replay done = await(replay(jobs, 1_000, 0, 10), ReplayState.COMPLETED);

        assertThat(platform.states(jobs)).containsExactly(Map.entry(JobState.SUCCEEDED, 200L));
        assertThat(done.progress()).isEqualTo(new ReplayProgress(200, Map.of(), 200, 0, 0, 0));
        assertThat(dispatches().values()).hasSize(200).allMatch(count -> count == 2);
        assertThat(platform.store().letters().list(LetterFilter.ALL, null, 10)).isEmpty();
        assertThat(platform.store().letters().past(jobs.getFirst().id())).hasSize(1);
    }

    @Test
    void of_two_replays_of_the_same_jobs_one_has_each_job() {
        platform.resultStore();
        platform.resultStore();
        List<SubmittedJob> jobs = failed(200);
        allHealed = true;

        String one = replay(jobs, 500, 0, 10);
        String other = replay(jobs, 500, 0, 10);
        Replay first = await(one, ReplayState.COMPLETED);
        Replay second = await(other, ReplayState.COMPLETED);

        assertThat(first.progress().replayed() + second.progress().replayed()).isEqualTo(200);
        assertThat(first.progress().succeeded() + second.progress().succeeded()).isEqualTo(200);
        assertThat(dispatches().values()).hasSize(200).allMatch(count -> count == 2);
    }

    @Test
    void a_replay_whose_runner_is_gone_goes_on_elsewhere_with_each_job_once() throws Exception {
        var first = platform.resultStore();
        List<SubmittedJob> jobs = failed(200);
        allHealed = true;
        String id = replay(jobs, 50, 0, 10);
        Awaitility.await().atMost(A_WHILE).until(() -> read(id).progress().position() > 40);

        first.close();
        int position = read(id).progress().position();
        platform.resultStore();
        Replay done = await(id, ReplayState.COMPLETED);

        assertThat(position).isLessThan(200);
        assertThat(done.progress()).isEqualTo(new ReplayProgress(200, Map.of(), 200, 0, 0, 0));
        assertThat(dispatches().values()).hasSize(200).allMatch(count -> count == 2);
    }

    @Test
    void a_replay_stops_by_itself_when_too_many_fail_and_a_resume_forgives_them() {
        platform.resultStore();
        List<SubmittedJob> jobs = failed(100);
        String id = replay(jobs, 50, 0, 5);

        Replay stopped = await(id, ReplayState.STOPPED);
        assertThat(stopped.progress().failed()).isGreaterThan(5);
        assertThat(stopped.progress().position()).isLessThan(100);
        assertThat(stopped.stoppedBecause()).contains("more than the 5 allowed");

        allHealed = true;
        replays.move(id, ReplayState.RUNNING);
        Replay done = await(id, ReplayState.COMPLETED);
        assertThat(done.progress().succeeded() + done.progress().failed()).isEqualTo(100);
        assertThat(dispatches().values()).hasSize(100).allMatch(count -> count == 2);
    }

    @Test
    void the_others_wait_for_the_canary_and_do_not_go_when_one_of_it_fails() {
        platform.resultStore();
        List<SubmittedJob> jobs = failed(50);
        jobs.stream().skip(1).map(SubmittedJob::id).forEach(healed::add);

        Replay stopped = await(replay(jobs, 1_000, 5, 40), ReplayState.STOPPED);

        assertThat(stopped.progress().position()).isEqualTo(5);
        assertThat(platform.states(jobs)).containsEntry(JobState.FAILED, 46L);

        allHealed = true;
        replays.move(stopped.id(), ReplayState.RUNNING);
        await(stopped.id(), ReplayState.COMPLETED);
        assertThat(platform.states(jobs)).containsEntry(JobState.SUCCEEDED, 49L);
    }

    @Test
    void nothing_goes_out_while_a_replay_is_paused_and_nothing_more_after_a_cancel() {
        platform.resultStore();
        List<SubmittedJob> jobs = failed(100);
        allHealed = true;
        String id = replay(jobs, 50, 0, 10);
        Awaitility.await().atMost(A_WHILE).until(() -> read(id).progress().position() > 10);

        replays.move(id, ReplayState.PAUSED);
        // a batch may be under way
        awaitQuiet();
        int paused = handedOut();
        replays.move(id, ReplayState.RUNNING);
        Awaitility.await().atMost(A_WHILE).until(() -> handedOut() > paused);
        replays.move(id, ReplayState.CANCELLED);

        awaitQuiet();
        assertThat(platform.states(jobs).keySet()).containsExactlyInAnyOrder(JobState.SUCCEEDED, JobState.FAILED);
        assertThat(dispatches().values()).allMatch(count -> count <= 2);
    }

    private int handedOut() {
        return worker.handed().size();
    }

    /** Waits until nothing has gone out for a second. */
    private void awaitQuiet() {
        int[] last = {-1};
        Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofSeconds(1)).until(() -> {
            int before = last[0];
            last[0] = handedOut();
            return before == last[0];
        });
    }

    @Test
    void jobs_go_to_another_lane_when_the_replay_says_so() {
        platform.resultStore();
        List<SubmittedJob> jobs = failed(10);
        allHealed = true;

        await(replay(jobs, 1_000, 0, 10, new Overrides(null, null, Lane.STANDARD, null)), ReplayState.COMPLETED);

        assertThat(worker.handed().stream().filter(each -> each.lane() == Lane.STANDARD)).hasSize(10);
    }
}
