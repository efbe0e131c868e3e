package dev.longhaul.dispatcher.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.dispatcher.platform.SettableClock;
import dev.longhaul.dispatcher.sharing.SharedAnswers;
import dev.longhaul.store.job.JobRevisions.RevisedJob;
import dev.longhaul.store.job.OpenJob;
import dev.longhaul.store.job.Shard;
import dev.longhaul.store.order.JobSet;
import dev.longhaul.store.order.StandingOrder;
import dev.longhaul.store.order.StandingOrder.Reprioritised;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulerTest {

    private final SettableClock clock = new SettableClock();
    private final Map<String, String> pools = new HashMap<>();
    private int window = 10;
    private final Scheduler scheduler = new Scheduler(clock, 0.1, (pool, lane, onTheWay) -> window,
            job -> pools.getOrDefault(job.model(), "default"), new Unlimited(), new SharedAnswers(clock, 10));

    @BeforeEach
    void own() {
        scheduler.own(WaitingJobs.BATCH);
    }

    @Test
    void no_more_goes_than_the_window_has_room_for() {
        List<WaitingJob> jobs = many(25);
        scheduler.add(jobs);

        List<InFlightJob> first = scheduler.pick(100);
        assertThat(first).extracting(InFlightJob::job).containsExactlyElementsOf(jobs.subList(0, 10));
        assertThat(scheduler.pick(100)).isEmpty();

        scheduler.release(first.getFirst());
        assertThat(scheduler.pick(100)).extracting(InFlightJob::job).containsExactly(jobs.get(10));
        assertThat(scheduler.waiting(Lane.BATCH)).isEqualTo(14);
        assertThat(scheduler.inFlight(Lane.BATCH)).isEqualTo(10);
    }

    @Test
    void the_faster_jobs_come_back_the_more_may_be_on_the_way() {
        Scheduler growing = new Scheduler(clock, 0.1, (pool, lane, onTheWay) -> 10 + onTheWay, job -> "default",
                new Unlimited(), new SharedAnswers(clock, 10));
        growing.own(WaitingJobs.BATCH);
        growing.add(many(200));

        assertThat(growing.pick(1_000)).hasSize(10).allSatisfy(growing::release);
        // ten within the last second: one in a tenth
        assertThat(growing.pick(1_000)).hasSize(11);
        assertThat(growing.pick(1_000)).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(growing.pick(1_000)).isEmpty();
    }

    @Test
    void a_job_is_admitted_at_once_only_when_nothing_waits_before_it_and_there_is_room() {
        List<WaitingJob> arriving = many(12);
        assertThat(scheduler.admitAtOnce(arriving)).hasSize(10)
                .containsOnlyKeys(arriving.subList(0, 10).stream().map(WaitingJob::id).toList());

        window = 100;
        scheduler.add(arriving.subList(10, 12));
        assertThat(scheduler.admitAtOnce(many(1))).isEmpty();
        assertThat(scheduler.pick(100)).hasSize(2);
        assertThat(scheduler.admitAtOnce(many(1))).hasSize(1);
    }

    @Test
    void a_job_waits_until_its_time_and_not_longer() {
        WaitingJob job = at(Duration.ofSeconds(5), null);
        scheduler.add(List.of(job));

        clock.advance(Duration.ofMillis(4_999));
        assertThat(scheduler.pick(10)).isEmpty();
        assertThat(scheduler.waiting(Lane.BATCH)).isEqualTo(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(scheduler.pick(10)).extracting(InFlightJob::job).containsExactly(job);
    }

    @Test
    void of_two_copies_of_a_job_none_goes_before_the_later_time() {
        WaitingJob early = WaitingJobs.of("acme", 100);
        scheduler.add(List.of(early));
        scheduler.add(List.of(early.waitingUntil(clock.instant().plusSeconds(5))));
        scheduler.add(List.of(early.waitingUntil(clock.instant().plusSeconds(3))));
        scheduler.add(List.of(early));

        clock.advance(Duration.ofSeconds(4));
        assertThat(scheduler.pick(10)).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(scheduler.pick(10)).hasSize(1);
        assertThat(scheduler.pick(10)).isEmpty();
    }

    @Test
    void a_job_in_flight_is_not_added_again() {
        WaitingJob job = WaitingJobs.of("acme", 100);
        scheduler.add(List.of(job, job));
        InFlightJob out = scheduler.pick(10).getFirst();
        scheduler.add(List.of(job));
        assertThat(scheduler.pick(10)).isEmpty();

        scheduler.release(out);
        scheduler.release(out);
        assertThat(scheduler.inFlight(Lane.BATCH)).isZero();
        assertThat(scheduler.waiting(Lane.BATCH)).isZero();
    }

    @Test
    void a_released_handing_out_does_not_end_the_next_one() {
        WaitingJob job = WaitingJobs.of("acme", 100);
        scheduler.add(List.of(job));
        InFlightJob first = scheduler.pick(1).getFirst();
        scheduler.release(first);
        scheduler.add(List.of(job));
        InFlightJob second = scheduler.pick(1).getFirst();

        scheduler.release(first);
        assertThat(scheduler.inFlight(job.id())).isSameAs(second);
    }

    @Test
    void expired_jobs_are_told_once_and_never_go() {
        WaitingJob queued = at(null, Duration.ofSeconds(1));
        WaitingJob delayed = at(Duration.ofSeconds(10), Duration.ofSeconds(2));
        WaitingJob late = at(null, Duration.ofSeconds(-1));
        WaitingJob good = at(null, Duration.ofHours(1));
        scheduler.add(List.of(queued, delayed, late, good));
        assertThat(scheduler.takeExpired(10)).containsExactly(late);

        clock.advance(Duration.ofSeconds(3));
        assertThat(scheduler.waiting(Lane.BATCH)).isEqualTo(3);
        List<WaitingJob> expired = scheduler.takeExpired(10);
        assertThat(expired).containsExactly(queued, delayed);
        assertThat(scheduler.waiting(Lane.BATCH)).isEqualTo(1);

        scheduler.putBackExpired(expired);
        assertThat(scheduler.takeExpired(1)).containsExactly(queued);
        assertThat(scheduler.takeExpired(10)).containsExactly(delayed);
        assertThat(scheduler.takeExpired(10)).isEmpty();
        assertThat(scheduler.pick(10)).extracting(InFlightJob::job).containsExactly(good);
        assertThat(scheduler.waiting(Lane.BATCH)).isZero();
    }

    @Test
    void expired_jobs_of_a_pool_without_room_do_not_stay_in_memory() {
        window = 0;
        for (int i = 0; i < 5_000; i++) {
            scheduler.add(List.of(at(null, Duration.ofSeconds(1))));
        }
        clock.advance(Duration.ofSeconds(2));
        assertThat(scheduler.takeExpired(10_000)).hasSize(5_000);
        window = 10_000;
        assertThat(scheduler.pick(10_000)).isEmpty();
        assertThat(scheduler.waiting(Lane.BATCH)).isZero();
    }

    @Test
    void a_job_that_went_in_time_is_not_told_as_expired() {
        scheduler.add(List.of(at(null, Duration.ofSeconds(1))));
        InFlightJob out = scheduler.pick(1).getFirst();
        clock.advance(Duration.ofSeconds(2));
        assertThat(scheduler.takeExpired(10)).isEmpty();

        scheduler.release(out);
        scheduler.add(List.of(out.job()));
        assertThat(scheduler.takeExpired(10)).containsExactly(out.job());
    }

    @Test
    void the_deadline_of_a_job_that_waits_for_anothers_answer_goes_on() {
        WaitingJob leader = WaitingJobs.sharing(null);
        WaitingJob late = WaitingJobs.sharing(clock.instant().plusSeconds(5));
        scheduler.add(List.of(leader, late));
        assertThat(scheduler.pick(10)).extracting(InFlightJob::job).containsExactly(leader);

        clock.advance(Duration.ofSeconds(5));
        assertThat(scheduler.takeExpired(10)).containsExactly(late);
        assertThat(scheduler.waiting(Lane.BATCH)).isZero();
        scheduler.release(Objects.requireNonNull(scheduler.inFlight(leader.id())));
        assertThat(scheduler.pick(10)).as("it has ended").isEmpty();
    }

    @Test
    void the_deadline_of_a_job_that_is_about_to_have_an_answer_counts_no_more() {
        WaitingJob leader = WaitingJobs.sharing(null);
        WaitingJob job = WaitingJobs.sharing(clock.instant().plusSeconds(5));
        scheduler.add(List.of(leader, job));
        scheduler.pick(10);

        scheduler.answered(List.of(job));
        clock.advance(Duration.ofSeconds(5));
        assertThat(scheduler.takeExpired(10)).isEmpty();
        assertThat(scheduler.waiting(Lane.BATCH)).isZero();
    }

    @Test
    void a_disowned_shard_is_forgotten_and_its_jobs_are_not_added_any_more() {
        Shard other = new Shard(Lane.BATCH, 1);
        scheduler.own(other);
        WaitingJob kept = WaitingJobs.of(other, "acme", "small", 0, 100, null, null);
        window = 3;
        scheduler.add(many(5));
        scheduler.pick(3);
        scheduler.add(List.of(at(Duration.ofSeconds(5), Duration.ofSeconds(9)), kept));

        scheduler.disown(WaitingJobs.BATCH);

        assertThat(scheduler.inFlight(Lane.BATCH)).isZero();
        scheduler.add(many(1));
        assertThat(scheduler.waiting(Lane.BATCH)).isEqualTo(1);
        assertThat(scheduler.pick(10)).extracting(InFlightJob::job).containsExactly(kept);
        clock.advance(Duration.ofMinutes(1));
        assertThat(scheduler.takeExpired(10)).isEmpty();
        assertThat(scheduler.owned()).containsExactly(other);
    }

    @Test
    void rerouting_moves_what_goes_elsewhere_now_to_its_place_there() {
        WaitingJob first = model("moves");
        WaitingJob stays = model("stays");
        WaitingJob second = model("moves");
        window = 0;
        scheduler.add(List.of(second, stays, first));
        pools.put("moves", "standby");
        scheduler.reroute();
        window = 10;

        assertThat(scheduler.pick(10)).extracting(InFlightJob::pool, InFlightJob::job).containsExactlyInAnyOrder(
                org.assertj.core.groups.Tuple.tuple("default", stays),
                org.assertj.core.groups.Tuple.tuple("standby", first),
                org.assertj.core.groups.Tuple.tuple("standby", second));
    }

    @Test
    void rerouting_a_tenant_moves_its_jobs_alone() {
        WaitingJob moves = model("moves");
        WaitingJob later = at(Duration.ofSeconds(5), null);
        window = 0;
        scheduler.add(List.of(moves, later));
        pools.put("moves", "standby");
        scheduler.reroute("somebody else");
        assertThat(scheduler.takeFrom("standby", 10)).isEmpty();

        scheduler.reroute(moves.tenant());
        assertThat(scheduler.takeFrom("standby", 10)).containsExactly(moves);
        assertThat(scheduler.waiting(Lane.BATCH)).isEqualTo(1);
    }

    @Test
    void no_more_is_taken_from_a_pool_than_asked_for_and_nothing_that_has_expired() {
        WaitingJob late = at(Duration.ZERO, Duration.ofSeconds(1));
        List<WaitingJob> jobs = many(5);
        window = 0;
        scheduler.add(List.of(late));
        scheduler.add(jobs);
        clock.advance(Duration.ofSeconds(2));

        List<WaitingJob> taken = new ArrayList<>(scheduler.takeFrom("default", 3));
        assertThat(taken).hasSizeBetween(2, 3);
        taken.addAll(scheduler.takeFrom("default", 10));
        assertThat(taken).containsExactlyInAnyOrderElementsOf(jobs);
        assertThat(scheduler.takeFrom("default", 10)).isEmpty();
        assertThat(scheduler.takeFrom("nowhere", 10)).isEmpty();
        assertThat(scheduler.takeExpired(10)).containsExactly(late);
        assertThat(scheduler.waiting(Lane.BATCH)).isZero();
    }

    @Test
    void a_busy_pool_does_not_take_every_pick_from_the_others() {
        pools.put("elsewhere", "standby");
        window = 1_000;
        scheduler.add(many(500));
        for (int i = 0; i < 500; i++) {
            scheduler.add(List.of(model("elsewhere")));
        }
        List<InFlightJob> twoTurns = new ArrayList<>(scheduler.pick(50));
        twoTurns.addAll(scheduler.pick(50));
        assertThat(twoTurns).extracting(InFlightJob::pool).contains("default", "standby");
    }

    @Test
    void a_job_that_later_ones_have_passed_is_overtaken() {
        scheduler.add(many(1));
        InFlightJob lost = scheduler.pick(1).getFirst();
        clock.advance(Duration.ofSeconds(20));
        scheduler.add(many(1));
        InFlightJob later = scheduler.pick(1).getFirst();
        assertThat(scheduler.isOvertaken(lost, 15_000)).isFalse();

        scheduler.taken(later);
        assertThat(scheduler.isOvertaken(lost, 15_000)).isTrue();
        assertThat(scheduler.isOvertaken(lost, 20_000)).isFalse();
        assertThat(scheduler.isOvertaken(later, 0)).isFalse();
    }

    @Test
    void jobs_that_were_handed_out_before_count_in_the_window_and_are_watched() {
        scheduler.takeUp(open(JobState.RUNNING, 3), WaitingJobs.BATCH);
        scheduler.takeUp(open(JobState.QUEUED, 1), WaitingJobs.BATCH);
        scheduler.takeUp(open(JobState.DISPATCHED, 1), new Shard(Lane.BATCH, 7));

        assertThat(scheduler.inFlight(Lane.BATCH)).isEqualTo(1);
        assertThat(scheduler.waiting(Lane.BATCH)).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(scheduler.unseenSince(clock.millis())).singleElement().extracting(InFlightJob::epoch).isEqualTo(3);
    }

    @Test
    void a_paused_batch_keeps_its_place_and_the_others_of_its_tenant_pass() {
        WaitingJob first = WaitingJobs.inBatch("night");
        WaitingJob second = WaitingJobs.inBatch("day");
        WaitingJob third = WaitingJobs.inBatch("night");
        scheduler.add(List.of(first, second));
        assertThat(scheduler.obey(paused(new JobSet("acme", "night"), true, 1))).isTrue();
        scheduler.add(List.of(third));
        WaitingJob fourth = WaitingJobs.inBatch("day");
        assertThat(scheduler.admitAtOnce(List.of(WaitingJobs.inBatch("night")))).isEmpty();
        scheduler.add(List.of(fourth));

        assertThat(scheduler.pick(10)).extracting(InFlightJob::job).containsExactly(second, fourth);
        assertThat(scheduler.pick(10)).isEmpty();
        assertThat(scheduler.waiting(Lane.BATCH)).isEqualTo(2);

        WaitingJob later = WaitingJobs.inBatch("day");
        scheduler.add(List.of(later));
        scheduler.obey(paused(new JobSet("acme", "night"), false, 2));
        assertThat(scheduler.pick(10)).extracting(InFlightJob::job).containsExactly(first, third, later);
    }

    @Test
    void what_is_paused_does_not_keep_others_from_going_at_once() {
        scheduler.obey(paused(JobSet.ofTenant("acme"), true, 1));
        scheduler.add(many(5));

        assertThat(scheduler.admitAtOnce(List.of(WaitingJobs.of("other", 100)))).hasSize(1);
        assertThat(scheduler.admitAtOnce(many(1))).isEmpty();
        assertThat(scheduler.pick(10)).isEmpty();
    }

    @Test
    void a_job_goes_only_when_neither_it_nor_its_batch_nor_its_tenant_is_paused() {
        WaitingJob job = WaitingJobs.inBatch("night");
        scheduler.add(List.of(job));
        scheduler.obey(paused(JobSet.ofTenant("acme"), true, 1));
        scheduler.obey(paused(new JobSet("acme", "night"), true, 1));
        scheduler.revise(List.of(revised(job, 0, true)));

        scheduler.obey(paused(JobSet.ofTenant("acme"), false, 2));
        assertThat(scheduler.pick(10)).isEmpty();
        scheduler.revise(List.of(revised(job, 0, false)));
        assertThat(scheduler.pick(10)).isEmpty();
        scheduler.obey(paused(new JobSet("acme", "night"), false, 2));
        assertThat(scheduler.pick(10)).extracting(InFlightJob::job).containsExactly(job);
    }

    @Test
    void an_order_that_is_older_than_what_is_known_changes_nothing() {
        scheduler.obey(paused(JobSet.ofTenant("acme"), true, 2));
        assertThat(scheduler.obey(paused(JobSet.ofTenant("acme"), false, 1))).isFalse();
        assertThat(scheduler.obey(paused(JobSet.ofTenant("acme"), true, 3))).as("nothing new").isFalse();
        scheduler.add(many(1));
        assertThat(scheduler.pick(10)).isEmpty();
    }

    @Test
    void the_deadline_of_a_paused_job_goes_on() {
        WaitingJob job = at(null, Duration.ofSeconds(1));
        scheduler.add(List.of(job));
        scheduler.obey(paused(JobSet.ofTenant("acme"), true, 1));
        clock.advance(Duration.ofSeconds(2));

        assertThat(scheduler.takeExpired(10)).containsExactly(job);
        assertThat(scheduler.waiting(Lane.BATCH)).isZero();
        scheduler.obey(paused(JobSet.ofTenant("acme"), false, 2));
        assertThat(scheduler.pick(10)).isEmpty();
    }

    @Test
    void an_expired_job_that_still_stands_in_its_queue_is_told_once_when_its_tenant_is_paused() {
        window = 0;
        WaitingJob job = at(null, Duration.ofSeconds(1));
        WaitingJob good = at(null, null);
        scheduler.add(List.of(job, good));
        clock.advance(Duration.ofSeconds(2));
        scheduler.obey(paused(JobSet.ofTenant("acme"), true, 1));

        assertThat(scheduler.waiting(Lane.BATCH)).isEqualTo(1);
        assertThat(scheduler.takeExpired(10)).containsExactly(job);
        scheduler.obey(paused(JobSet.ofTenant("acme"), false, 2));
        window = 10;
        assertThat(scheduler.pick(10)).extracting(InFlightJob::job).containsExactly(good);
        assertThat(scheduler.waiting(Lane.BATCH)).isZero();
    }

    @Test
    void another_priority_moves_a_job_in_its_queue() {
        List<WaitingJob> jobs = many(3);
        scheduler.add(jobs);
        scheduler.revise(List.of(revised(jobs.get(2), 9, false)));

        assertThat(scheduler.waiting(Lane.BATCH)).isEqualTo(3);
        assertThat(scheduler.pick(10)).extracting(picked -> picked.job().id()).containsExactly(jobs.get(2).id(),
                jobs.get(0).id(), jobs.get(1).id());
    }

    @Test
    void another_priority_of_a_batch_is_for_those_that_wait_then() {
        WaitingJob alone = WaitingJobs.of("acme", 100);
        WaitingJob before = WaitingJobs.inBatch("night");
        scheduler.add(List.of(alone, before));
        scheduler.obey(new StandingOrder(new JobSet("acme", "night"), false, null,
                new Reprioritised(7, before.id().mintedAt()), 1, clock.instant()));
        WaitingJob after = WaitingJobs.inBatch("night");
        scheduler.add(List.of(after));

        assertThat(scheduler.pick(10)).extracting(picked -> picked.job().id()).containsExactly(before.id(),
                alone.id(), after.id());
    }

    @Test
    void what_is_cancelled_is_dropped_and_the_record_is_seen_to_after_a_while() {
        JobSet night = new JobSet("acme", "night");
        WaitingJob cancelled = WaitingJobs.inBatch("night");
        WaitingJob late = WaitingJobs.inBatch("night");
        StandingOrder order = new StandingOrder(night, false, late.id().mintedAt(), null, 1, clock.instant());
        WaitingJob next = WaitingJobs.inBatch("night");
        WaitingJob day = WaitingJobs.inBatch("day");
        scheduler.add(List.of(cancelled, next, day));
        scheduler.obey(order);
        assertThat(scheduler.admitAtOnce(List.of(late))).isEmpty();
        scheduler.add(List.of(late));

        assertThat(scheduler.waiting(Lane.BATCH)).isEqualTo(2);
        assertThat(scheduler.pick(10)).extracting(InFlightJob::job).containsExactly(next, day);
        assertThat(scheduler.takeUnfinishedCancels()).isEmpty();
        clock.advance(Duration.ofMillis(UnfinishedCancels.GRACE_MILLIS));
        assertThat(scheduler.takeUnfinishedCancels()).containsExactly(order);
        assertThat(scheduler.takeUnfinishedCancels()).isEmpty();

        scheduler.putBackCancel(order);
        clock.advance(Duration.ofMillis(UnfinishedCancels.GRACE_MILLIS));
        assertThat(scheduler.takeUnfinishedCancels()).containsExactly(order);
    }

    @Test
    void a_job_that_the_record_has_as_paused_is_taken_up_as_such() {
        OpenJob recorded = new OpenJob(WaitingJobs.id(), "acme", null, null, null, null, Lane.BATCH, 0, "small",
                new TokenEstimate(4, 6),
                JobState.QUEUED, 0, null, null, true);
        scheduler.takeUp(recorded, WaitingJobs.BATCH);
        assertThat(scheduler.pick(10)).isEmpty();
        assertThat(scheduler.waiting(Lane.BATCH)).isEqualTo(1);

        scheduler.forget(recorded.id());
        assertThat(scheduler.waiting(Lane.BATCH)).isZero();
    }

    @Test
    void nothing_goes_while_it_is_not_known_what_is_paused() {
        scheduler.awaitOrders(true);
        scheduler.add(many(1));
        assertThat(scheduler.pick(10)).isEmpty();
        assertThat(scheduler.admitAtOnce(List.of(WaitingJobs.of("other", 100)))).isEmpty();

        scheduler.awaitOrders(false);
        assertThat(scheduler.pick(10)).hasSize(1);
    }

    private StandingOrder paused(JobSet set, boolean isPaused, long revision) {
        return new StandingOrder(set, isPaused, null, null, revision, clock.instant());
    }

    private RevisedJob revised(WaitingJob job, int priority, boolean isPaused) {
        return new RevisedJob(
                new OpenJob(job.id(), job.tenant(), null, job.batch(), null, null, Lane.BATCH, priority, job.model(),
                        new TokenEstimate(0, 100), JobState.QUEUED, 0, null, null, isPaused),
                job.shard(), clock.instant());
    }

    private static OpenJob open(JobState state, int epoch) {
        return new OpenJob(WaitingJobs.id(), "acme", null, null, null, null, Lane.BATCH, 0, "small",
                new TokenEstimate(4, 6),
                state,
                epoch, null, null, false);
    }

    private static List<WaitingJob> many(int count) {
        List<WaitingJob> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jobs.add(WaitingJobs.of("acme", 100));
        }
        return jobs;
    }

    private static WaitingJob model(String model) {
        return WaitingJobs.of(WaitingJobs.BATCH, "acme", model, 0, 100, null, null);
    }

    private WaitingJob at(@Nullable Duration notBefore, @Nullable Duration deadline) {
        Instant now = clock.instant();
        return WaitingJobs.of(WaitingJobs.BATCH, "acme", "small", 0, 100,
                notBefore == null ? null : now.plus(notBefore), deadline == null ? null : now.plus(deadline));
    }
}
