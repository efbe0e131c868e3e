package dev.longhaul.dispatcher.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.message.PlaceInquiry;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.contract.message.Reply.Starts;
import dev.longhaul.dispatcher.platform.SettableClock;
import dev.longhaul.dispatcher.sharing.SharedAnswers;
import dev.longhaul.store.job.Shard;
import dev.longhaul.store.order.JobSet;
import dev.longhaul.store.order.StandingOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Why a job waits, as the scheduler tells. */
class PlaceTest {

    private final SettableClock clock = new SettableClock();
    private int window = 1_000;
    private @Nullable WaitReason blocker;
    private @Nullable WaitReason keyBlocker;
    private final Scheduler scheduler = new Scheduler(clock, 0.1, (pool, lane, onTheWay) -> window,
            job -> "elsewhere".equals(job.model()) || isOfVariantB(job) ? "standby" : "default", new Unlimited() {

                @Override
                public boolean mayGo(WaitingJob job) {
                    return blocker == null;
                }

                @Override
                public @Nullable WaitReason blocker(WaitingJob job) {
                    return blocker;
                }

                @Override
                public boolean keyMayGo(WaitingJob job) {
                    return keyBlocker(job) == null;
                }

                @Override
                public @Nullable WaitReason keyBlocker(WaitingJob job) {
                    return "held".equals(job.keyId()) ? keyBlocker : null;
                }
            }, new SharedAnswers(clock, 10));

    private static boolean isOfVariantB(WaitingJob job) {
        return "split".equals(job.model()) && job.bucket() >= 5_000;
    }

    @BeforeEach
    void own() {
        scheduler.own(WaitingJobs.BATCH);
        scheduler.own(new Shard(Lane.STANDARD, 0));
    }

    @Test
    void what_is_paused_waits_for_nothing_else() {
        WaitingJob job = WaitingJobs.of("acme", 100);
        scheduler.add(List.of(job));
        scheduler.obey(new StandingOrder(JobSet.ofTenant("acme"), true, null, null, 1, clock.instant()));

        assertThat(ask(job).reason()).isEqualTo(WaitReason.PAUSED);
        assertThat(ask(job).estimatedStart()).isNull();
    }

    @Test
    void only_jobs_of_its_tenant_lane_and_pool_that_go_before_it_are_ahead() {
        WaitingJob second = job("acme", "small", 5);
        WaitingJob third = job("acme", "small", 0);
        WaitingJob first = job("acme", "small", 9);
        WaitingJob fourth = job("acme", "small", 0);
        scheduler.add(List.of(fourth, third, second, first, job("other", "small", 9), job("acme", "elsewhere", 9),
                WaitingJobs.of(new Shard(Lane.STANDARD, 0), "acme", "small", 9, 100, null, null)));

        assertThat(List.of(first, second, third, fourth)).extracting(job -> ask(job).ahead())
                .containsExactly(0, 1, 2, 3);
        assertThat(ask(fourth).laneWaiting()).isEqualTo(5);
        assertThat(ask(fourth).reason()).isEqualTo(WaitReason.TURN);
    }

    @Test
    void a_job_of_a_split_is_looked_for_where_its_name_has_put_it() {
        for (int i = 0; i < 20; i++) {
            String customId = "row-" + i;
            WaitingJob job = WaitingJob.of(WaitingJobs.id(), WaitingJobs.BATCH, "tenant-" + i, null, null, customId,
                    null,
                    "split", 0, TokenEstimate.NONE, null, null);
            scheduler.add(List.of(job));

            assertThat(scheduler.placeOf(
                    new PlaceInquiry("question", "api", job.id(), job.tenant(), null, customId, job.lane(), "split", 0),
                    10))
                    .isNotNull();
        }
    }

    @Test
    void a_job_whose_time_is_over_is_not_ahead() {
        scheduler.add(List.of(WaitingJobs.of(WaitingJobs.BATCH, "acme", "small", 0, 100, null,
                clock.instant().plusSeconds(1))));
        WaitingJob last = job("acme", "small", 0);
        scheduler.add(List.of(last));
        assertThat(ask(last).ahead()).isEqualTo(1);

        clock.advance(Duration.ofSeconds(2));
        assertThat(ask(last).ahead()).isZero();
    }

    @Test
    void jobs_that_do_not_wait_here_have_no_place() {
        WaitingJob job = job("acme", "small", 0);
        assertThat(place(job)).isNull();

        scheduler.add(List.of(job, job("acme", "small", 0)));
        scheduler.pick(1);
        assertThat(place(job)).as("in flight").isNull();

        scheduler.disown(WaitingJobs.BATCH);
        assertThat(place(job("acme", "small", 0))).as("another dispatcher's").isNull();
    }

    @Test
    void a_pool_without_workers_a_full_window_and_a_turn_are_told_apart() {
        WaitingJob job = job("acme", "small", 0);
        scheduler.add(List.of(job("other", "small", 9), job));
        window = 0;
        assertThat(ask(job).reason()).isEqualTo(WaitReason.WORKERS);
        window = 1;
        assertThat(ask(job).reason()).isEqualTo(WaitReason.TURN);
        scheduler.pick(10);
        assertThat(ask(job).reason()).isEqualTo(WaitReason.WINDOW);
    }

    @ParameterizedTest
    @EnumSource(names = {"TENANT_RATE", "TENANT_IN_FLIGHT", "BUDGET", "PAUSED"})
    void what_holds_the_tenant_is_told_before_the_window(WaitReason reason) {
        WaitingJob job = job("acme", "small", 0);
        scheduler.add(List.of(job));
        blocker = reason;

        assertThat(ask(job).reason()).isEqualTo(reason);
        assertThat(ask(job).starts() == null).isEqualTo(!reason.isPassing());
    }

    @Test
    void what_holds_a_key_is_told_of_its_jobs_only() {
        WaitingJob other = WaitingJobs.ofKey("other", 0);
        WaitingJob first = WaitingJobs.ofKey("held", 0);
        WaitingJob second = WaitingJobs.ofKey("held", 0);
        scheduler.add(List.of(other, first, second));
        keyBlocker = WaitReason.KEY_RATE;

        assertThat(ask(second).reason()).isEqualTo(WaitReason.KEY_RATE);
        assertThat(ask(second).ahead()).as("of its key").isEqualTo(1);
        assertThat(ask(other).reason()).isEqualTo(WaitReason.TURN);
        blocker = WaitReason.TENANT_RATE;
        assertThat(ask(other).reason()).isEqualTo(WaitReason.TENANT_RATE);
        keyBlocker = null;
        assertThat(ask(second).ahead()).as("of its tenant").isEqualTo(2);
    }

    @Test
    void one_that_waits_for_an_equal_jobs_answer_says_so() {
        WaitingJob leader = WaitingJobs.sharing(null);
        WaitingJob follower = WaitingJobs.sharing(null);
        scheduler.add(List.of(leader, follower));
        scheduler.pick(10);

        assertThat(ask(follower).reason()).isEqualTo(WaitReason.ANSWER);
        assertThat(ask(follower).ahead()).isNull();
        assertThat(place(leader)).isNull();
        scheduler.release(Objects.requireNonNull(scheduler.inFlight(leader.id())));
        assertThat(ask(follower).reason()).as("in vain").isEqualTo(WaitReason.TURN);
    }

    @Test
    void a_start_is_foretold_by_the_starts_of_late() {
        List<WaitingJob> jobs = many(100);
        scheduler.add(jobs);
        WaitingJob last = jobs.getLast();
        assertThat(ask(last).estimatedStart()).as("nothing has started").isNull();
        assertThat(ask(last).starts()).isEqualTo(new Starts(0, 60));

        for (int second = 0; second < 20; second++) {
            scheduler.pick(2);
            clock.advance(Duration.ofSeconds(1));
        }

        Reply.Place place = ask(last);
        assertThat(place.ahead()).isEqualTo(59);
        assertThat(place.starts()).isEqualTo(new Starts(2, 20));
        assertThat(place.estimatedStart()).isEqualTo(clock.instant().plusSeconds(30));

        clock.advance(Duration.ofMinutes(2));
        assertThat(ask(last).estimatedStart()).as("nothing lately").isNull();
    }

    @Test
    void what_does_not_pass_by_itself_has_no_estimate() {
        List<WaitingJob> jobs = many(10);
        scheduler.add(jobs);
        scheduler.pick(2);
        blocker = WaitReason.BUDGET;

        assertThat(ask(jobs.getLast()).ahead()).isEqualTo(7);
        assertThat(ask(jobs.getLast()).estimatedStart()).isNull();
    }

    @Test
    void a_job_that_may_not_go_before_a_time_starts_then() {
        Instant then = clock.instant().plusSeconds(30);
        WaitingJob job = WaitingJobs.of(WaitingJobs.BATCH, "acme", "small", 0, 100, then, null);
        scheduler.add(List.of(job));

        Reply.Place place = ask(job);
        assertThat(place.reason()).isEqualTo(WaitReason.PROVIDER);
        assertThat(place.estimatedStart()).isEqualTo(then);
        assertThat(place.starts()).isNull();
        assertThat(place.ahead()).isZero();

        clock.advance(Duration.ofSeconds(30));
        assertThat(ask(job).reason()).isEqualTo(WaitReason.TURN);
    }

    @Test
    void a_queue_that_is_too_long_is_not_counted() {
        List<WaitingJob> jobs = many(100);
        scheduler.add(jobs);
        scheduler.pick(1);

        WaitingPlace place = Objects.requireNonNull(scheduler.placeOf(inquiry(jobs.getLast()), 98));

        assertThat(place.counted()).isZero();
        assertThat(place.answer(inquiry(jobs.getLast())).ahead()).isNull();
        assertThat(place.answer(inquiry(jobs.getLast())).estimatedStart()).isNull();
        assertThat(place.laneWaiting()).isEqualTo(99);
        assertThat(Objects.requireNonNull(scheduler.placeOf(inquiry(jobs.getLast()), 99)).counted()).isEqualTo(99);
    }

    private Reply.Place ask(WaitingJob job) {
        return Objects.requireNonNull(place(job)).answer(inquiry(job));
    }

    private @Nullable WaitingPlace place(WaitingJob job) {
        return scheduler.placeOf(inquiry(job), 1_000);
    }

    private static PlaceInquiry inquiry(WaitingJob job) {
        return new PlaceInquiry("question", "api", job.id(), job.tenant(), job.keyId(), null, job.lane(), job.model(),
                job.priority());
    }

    private static List<WaitingJob> many(int count) {
        List<WaitingJob> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jobs.add(job("acme", "small", 0));
        }
        return jobs;
    }

    private static WaitingJob job(String tenant, String model, int priority) {
        return WaitingJobs.of(WaitingJobs.BATCH, tenant, model, priority, 100, null, null);
    }
}
