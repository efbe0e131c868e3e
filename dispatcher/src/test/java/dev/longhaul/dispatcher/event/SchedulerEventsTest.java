package dev.longhaul.dispatcher.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.plan.Budget;
import dev.longhaul.contract.plan.Quota;
import dev.longhaul.contract.plan.Spend;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.dispatcher.fairness.InFlightJob;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.fairness.Unlimited;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.dispatcher.platform.SettableClock;
import dev.longhaul.dispatcher.quota.TenantLimits;
import dev.longhaul.dispatcher.quota.TestPlans;
import dev.longhaul.dispatcher.quota.TestPrices;
import dev.longhaul.dispatcher.sharing.SharedAnswers;
import dev.longhaul.store.job.OpenJob;
import dev.longhaul.store.job.Shard;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchedulerEventsTest {

    private static final Shard SHARD = new Shard(Lane.BATCH, 3);
    private static final JobId ID = new JobId(1, 2, 3);

    private final SharedAnswers answers = new SharedAnswers(new SettableClock(), 10);
    private final Scheduler scheduler = new Scheduler(new SettableClock(), 0.1, (pool, lane, onTheWay) -> 10,
            job -> "default", new Unlimited(), answers);
    private final TestPlans plans = new TestPlans();
    private final TenantLimits limits = new TenantLimits(plans.plans(), TestPrices.ofSmall(), new SettableClock());
    private int woken;
    private final SchedulerEvents events = new SchedulerEvents(scheduler, limits, answers, () -> woken++);

    @BeforeEach
    void handOutUnderEpochTwo() {
        scheduler.own(SHARD);
        scheduler.takeUp(
                new OpenJob(ID, "acme", null, null, null, null, Lane.BATCH, 0, "small", new TokenEstimate(4, 6),
                        JobState.DISPATCHED, 2, null, null, false),
                SHARD);
    }

    @AfterEach
    void close() {
        plans.close();
    }

    @Test
    void what_a_job_used_takes_the_place_of_its_estimate() {
        plans.with("acme", new TenantPlan(1, new Quota(null, null, 6_000L, Budget.NONE)));
        WaitingJob next = WaitingJob.of(new JobId(7, 7, 7), SHARD, "acme", null, null, null, null, "small", 0,
                new TokenEstimate(0, 1_000), null,
                null);
        assertThat(limits.mayGo(next)).isTrue();

        events.onEvent(new JobEvent(ID, "acme", Lane.BATCH, "small", JobState.SUCCEEDED, 2, Instant.EPOCH, null, null,
                new Spend(500, 0), 64), 3);

        assertThat(limits.mayGo(next)).as("490 more than estimated").isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"SUCCEEDED", "CANCELLED", "EXPIRED", "REJECTED"})
    void a_final_end_makes_room_whichever_dispatch_came_there(JobState end) {
        events.onEvent(event(end, 1), 3);
        assertThat(scheduler.inFlight(ID)).isNull();
        assertThat(woken).isEqualTo(1);
    }

    @Test
    void a_failure_of_an_older_dispatch_leaves_the_newer_one_alone() {
        events.onEvent(event(JobState.FAILED, 1), 3);
        assertThat(scheduler.inFlight(ID)).isNotNull();
        events.onEvent(event(JobState.FAILED, 2), 3);
        assertThat(scheduler.inFlight(ID)).isNull();
    }

    @Test
    void a_job_that_queues_again_waits_again() {
        events.onEvent(event(JobState.QUEUED, 2), 3);
        assertThat(scheduler.inFlight(ID)).isNull();
        assertThat(scheduler.waiting(Lane.BATCH)).isEqualTo(1);
        assertThat(woken).isPositive();
    }

    @Test
    void news_of_a_requeue_that_the_reconciler_has_acted_on_already_changes_nothing() {
        InFlightJob newer = scheduler.inFlight(ID);
        events.onEvent(event(JobState.QUEUED, 1), 3);
        assertThat(scheduler.inFlight(ID)).isSameAs(newer);
        assertThat(scheduler.waiting(Lane.BATCH)).isZero();
    }

    @Test
    void what_happens_in_another_dispatchers_shards_is_not_taken_up() {
        events.onEvent(new JobEvent(new JobId(9, 9, 9), "acme", Lane.BATCH, "small", JobState.QUEUED, 1, Instant.EPOCH,
                null, new JobEvent.Waiting(null, null, null, null, null, 0, new TokenEstimate(4, 6), null)), 4);
        assertThat(scheduler.waiting(Lane.BATCH)).isZero();
    }

    private static JobEvent event(JobState state, int epoch) {
        return new JobEvent(ID, "acme", Lane.BATCH, "small", state, epoch, Instant.EPOCH, null, waiting(state));
    }

    private static JobEvent.@Nullable Waiting waiting(JobState state) {
        return state == JobState.QUEUED
                ? new JobEvent.Waiting(null, null, null, null, null, 0, new TokenEstimate(4, 6), null)
                : null;
    }
}
