package dev.longhaul.dispatcher.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random histories of a scheduler under a virtual clock; the seed in a failure's message repeats it. */
class SchedulerHistoriesTest {

    private static final int HISTORIES = 10_000;
    private static final int STEPS = 60;

    @Test
    void no_job_is_lost_or_handed_out_twice_or_beyond_a_window_in_any_history() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            try {
                new History(seed).run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** What the record knows of a job, which the scheduler is held against. */
    private enum Recorded {
        QUEUED, DISPATCHED, ENDED
    }

    private static final class History {

        private final SplittableRandom random;
        private final SettableClock clock = new SettableClock();
        private final Map<String, Integer> windows = new HashMap<>(Map.of("a", 5, "b", 3));
        private final Map<String, String> pools = new HashMap<>(Map.of("m1", "a", "m2", "b"));
        private final Scheduler scheduler = new Scheduler(clock, 0.1,
                (pool, lane, onTheWay) -> windows.getOrDefault(pool, 0),
                job -> pools.getOrDefault(job.model(), "a"), new Caps(), new SharedAnswers(clock, 10));
        private final Map<String, Integer> caps = new HashMap<>();
        private final Map<String, Integer> using = new HashMap<>();
        private final Map<JobId, Recorded> record = new LinkedHashMap<>();
        private final Map<JobId, WaitingJob> jobs = new HashMap<>();
        private final Map<JobId, InFlightJob> out = new LinkedHashMap<>();
        private final List<Shard> shards = new ArrayList<>();
        private final Set<Shard> owned = new HashSet<>();
        private final Map<JobSet, StandingOrder> standing = new HashMap<>();
        private final Set<JobId> pausedJobs = new HashSet<>();

        History(long seed) {
            random = new SplittableRandom(seed);
            for (Lane lane : Lane.values()) {
                shards.add(new Shard(lane, 0));
                shards.add(new Shard(lane, 1));
            }
            shards.forEach(this::own);
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(18)) {
                    case 0, 1, 2 -> arrive();
                    case 3, 4 -> pick(1 + random.nextInt(6));
                    case 5 -> finish();
                    case 6 -> queueAgain();
                    case 7 -> clock.advance(Duration.ofMillis(random.nextInt(4_000)));
                    case 8 -> expire();
                    case 9 -> rebalance();
                    case 10 -> caps.put(anyHolder(), random.nextInt(4));
                    case 11 -> changePools();
                    case 12, 13 -> pauseSome();
                    case 14 -> pauseOne();
                    case 15 -> reprioritiseSome();
                    case 16 -> reprioritiseOne();
                    default -> cancelSome();
                }
                check();
            }
            drain();
        }

        private void arrive() {
            List<WaitingJob> arriving = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                arriving.add(job());
            }
            Map<JobId, InFlightJob> atOnce = scheduler.admitAtOnce(arriving);
            for (WaitingJob job : arriving) {
                jobs.put(job.id(), job);
                record.put(job.id(), atOnce.containsKey(job.id()) ? Recorded.DISPATCHED : Recorded.QUEUED);
            }
            atOnce.forEach((id, job) -> {
                require(!isPaused(job.job()), "at once although paused", job);
                out.put(id, job);
                requireWindow(job);
            });
            scheduler.add(arriving.stream().filter(job -> !atOnce.containsKey(job.id())).toList());
            if (random.nextInt(4) == 0) {
                // the log delivers a batch twice
                scheduler.add(arriving.stream().filter(job -> record.get(job.id()) == Recorded.QUEUED).toList());
            }
        }

        private String anyHolder() {
            return "t" + random.nextInt(4) + (random.nextBoolean() ? "" : "key_" + random.nextInt(2));
        }

        private WaitingJob job() {
            Shard shard = shards.get(random.nextInt(shards.size()));
            Instant now = clock.instant();
            return WaitingJobs.of(shard, "t" + random.nextInt(4), random.nextBoolean() ? "b" : null,
                    random.nextBoolean() ? "m1" : "m2",
                    random.nextInt(3), random.nextInt(8_000),
                    random.nextInt(6) == 0 ? now.plusMillis(random.nextInt(3_000)) : null,
                    random.nextInt(4) == 0 ? now.plusMillis(random.nextInt(6_000)) : null);
        }

        private void pick(int most) {
            List<InFlightJob> picked = scheduler.pick(most);
            require(picked.size() <= most, "too many picked", picked);
            for (InFlightJob each : picked) {
                WaitingJob job = each.job();
                require(!out.containsKey(job.id()), "handed out twice", job);
                require(owned.contains(job.shard()), "not ours", job);
                require(job.notBefore() <= clock.millis(), "before its time", job);
                require(!job.isExpired(clock.millis()), "after its deadline", job);
                require(!isPaused(job), "paused", job);
                require(!isCancelled(job), "cancelled", job);
                if (record.get(job.id()) == Recorded.QUEUED) {
                    require(job.priority() == priority(job), "at another priority", job);
                    record.put(job.id(), Recorded.DISPATCHED);
                    each.dispatched(each.epoch() + 1);
                    out.put(job.id(), each);
                    requireWindow(each);
                } else {
                    // a copy of a job that has gone already loses the compare-and-set
                    scheduler.release(each);
                }
            }
        }

        private void requireWindow(InFlightJob latest) {
            long with = out.values().stream().filter(
                    job -> job.pool().equals(latest.pool()) && job.job().lane() == latest.job().lane()).count();
            require(with <= windows.getOrDefault(latest.pool(), 0), "beyond the window", latest);
        }

        private void finish() {
            InFlightJob one = anyOut();
            if (one != null) {
                out.remove(one.job().id());
                record.put(one.job().id(), Recorded.ENDED);
                scheduler.release(one);
            }
        }

        private void queueAgain() {
            InFlightJob one = anyOut();
            if (one != null) {
                out.remove(one.job().id());
                WaitingJob again = one.job().waitingUntil(clock.instant().plusMillis(random.nextInt(3_000)));
                jobs.put(again.id(), again);
                record.put(again.id(), Recorded.QUEUED);
                scheduler.release(one);
                scheduler.add(List.of(again));
            }
        }

        private void expire() {
            for (WaitingJob job : scheduler.takeExpired(1 + random.nextInt(5))) {
                require(job.isExpired(clock.millis()), "not expired", job);
                if (random.nextInt(5) == 0) {
                    scheduler.putBackExpired(List.of(job));
                } else if (record.get(job.id()) == Recorded.QUEUED) {
                    record.put(job.id(), Recorded.ENDED);
                }
            }
        }

        private void rebalance() {
            Shard shard = shards.get(random.nextInt(shards.size()));
            if (owned.remove(shard)) {
                scheduler.disown(shard);
                out.values().removeIf(job -> job.job().shard().equals(shard));
            } else {
                own(shard);
            }
        }

        private void own(Shard shard) {
            owned.add(shard);
            scheduler.own(shard);
            for (Map.Entry<JobId, Recorded> each : record.entrySet()) {
                WaitingJob job = jobs.get(each.getKey());
                if (job == null || !job.shard().equals(shard)) {
                    continue;
                }
                if (each.getValue() == Recorded.QUEUED) {
                    scheduler.add(List.of(job));
                    revise(job);
                } else if (each.getValue() == Recorded.DISPATCHED) {
                    // the other owner's jobs are handed back, which is the simplest that can happen to them
                    each.setValue(Recorded.QUEUED);
                    scheduler.add(List.of(job));
                }
            }
        }

        private void pauseSome() {
            JobSet set = anySet();
            StandingOrder before = standing.getOrDefault(set, StandingOrder.none(set));
            order(new StandingOrder(set, random.nextBoolean(), before.cancelledUpTo(), before.reprioritised(),
                    before.revision() + 1, clock.instant()));
        }

        private void reprioritiseSome() {
            JobSet set = anySet();
            StandingOrder before = standing.getOrDefault(set, StandingOrder.none(set));
            int priority = random.nextInt(10);
            Instant upTo = latestId();
            jobs.replaceAll((id, job) -> record.get(id) == Recorded.QUEUED && set.contains(job.tenant(), job.batch())
                    ? job.withPriority(priority)
                    : job);
            order(new StandingOrder(set, before.paused(), before.cancelledUpTo(), new Reprioritised(priority, upTo),
                    before.revision() + 1, clock.instant()));
        }

        private void cancelSome() {
            JobSet set = anySet();
            StandingOrder before = standing.getOrDefault(set, StandingOrder.none(set));
            order(new StandingOrder(set, before.paused(), latestId(), before.reprioritised(), before.revision() + 1,
                    clock.instant()));
        }

        /** The ids tell the order of their making, not the clock's time. */
        private Instant latestId() {
            return WaitingJobs.id().mintedAt();
        }

        private void order(StandingOrder order) {
            StandingOrder before = standing.put(order.jobs(), order);
            scheduler.obey(order);
            if (before != null && random.nextInt(4) == 0) {
                // an old look at the record comes late
                scheduler.obey(before);
            }
        }

        private JobSet anySet() {
            return new JobSet("t" + random.nextInt(4), random.nextBoolean() ? "b" : null);
        }

        private void pauseOne() {
            WaitingJob job = anyQueued();
            if (job != null) {
                if (!pausedJobs.remove(job.id())) {
                    pausedJobs.add(job.id());
                }
                revise(job);
            }
        }

        private void reprioritiseOne() {
            WaitingJob job = anyQueued();
            if (job != null) {
                WaitingJob changed = job.withPriority(random.nextInt(10));
                jobs.put(job.id(), changed);
                revise(changed);
            }
        }

        private void revise(WaitingJob job) {
            scheduler.revise(List.of(new RevisedJob(
                    new OpenJob(job.id(), job.tenant(), job.keyId(), job.batch(), null, null, job.lane(),
                            job.priority(),
                            job.model(),
                            new TokenEstimate(0, job.cost()), JobState.QUEUED, 0, null, null,
                            pausedJobs.contains(job.id())),
                    job.shard(), clock.instant())));
        }

        private @org.jspecify.annotations.Nullable WaitingJob anyQueued() {
            List<WaitingJob> queued = jobs.values().stream()
                    .filter(job -> record.get(job.id()) == Recorded.QUEUED && owned.contains(job.shard())).toList();
            return queued.isEmpty() ? null : queued.get(random.nextInt(queued.size()));
        }

        private boolean isPaused(WaitingJob job) {
            return pausedJobs.contains(job.id()) || standing.values().stream()
                    .anyMatch(order -> order.paused() && order.jobs().contains(job.tenant(), job.batch()));
        }

        private boolean isCancelled(WaitingJob job) {
            return standing.values().stream().anyMatch(
                    order -> order.cancels(job.id()) && order.jobs().contains(job.tenant(), job.batch()));
        }

        private int priority(WaitingJob job) {
            WaitingJob known = jobs.get(job.id());
            return known == null ? -1 : known.priority();
        }

        /** The record's side of a cancel that somebody else has begun. */
        private void finishCancels() {
            for (StandingOrder order : scheduler.takeUnfinishedCancels()) {
                record.replaceAll((id, state) -> {
                    WaitingJob job = jobs.get(id);
                    return job != null && state == Recorded.QUEUED && order.cancels(id)
                            && order.jobs().contains(job.tenant(), job.batch()) ? Recorded.ENDED : state;
                });
            }
        }

        private void changePools() {
            windows.put(random.nextBoolean() ? "a" : "b", random.nextInt(8));
            pools.put(random.nextBoolean() ? "m1" : "m2", random.nextBoolean() ? "a" : "b");
            scheduler.reroute();
        }

        private @org.jspecify.annotations.Nullable InFlightJob anyOut() {
            List<InFlightJob> all = List.copyOf(out.values());
            return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        }

        private void check() {
            for (Lane lane : Lane.values()) {
                int expected = 0;
                for (InFlightJob job : out.values()) {
                    expected += job.job().lane() == lane ? 1 : 0;
                }
                require(scheduler.inFlight(lane) == expected, "in flight of lane", lane);
            }
            out.values().forEach(job -> require(scheduler.inFlight(job.job().id()) == job, "not in flight", job));
        }

        /** Not AssertJ: this is asked millions of times. */
        private static void require(boolean holds, String what, Object subject) {
            if (!holds) {
                throw new AssertionError(what + ": " + subject);
            }
        }

        /** Gives everything room and time: then every job must come to an end. */
        private void drain() {
            shards.stream().filter(shard -> !owned.contains(shard)).toList().forEach(this::own);
            caps.clear();
            for (StandingOrder each : List.copyOf(standing.values())) {
                order(new StandingOrder(each.jobs(), false, each.cancelledUpTo(), each.reprioritised(),
                        each.revision() + 1, clock.instant()));
            }
            pausedJobs.clear();
            jobs.values().stream().filter(job -> record.get(job.id()) == Recorded.QUEUED).forEach(this::revise);
            windows.put("a", 1_000_000);
            windows.put("b", 1_000_000);
            for (int i = 0; i < 200 && record.containsValue(Recorded.QUEUED); i++) {
                pick(1_000);
                finishCancels();
                clock.advance(Duration.ofMillis(500));
                while (anyOut() != null) {
                    finish();
                }
                for (WaitingJob job : scheduler.takeExpired(1_000)) {
                    record.replace(job.id(), Recorded.QUEUED, Recorded.ENDED);
                }
            }
            while (anyOut() != null) {
                finish();
            }
            assertThat(record.values()).containsOnly(Recorded.ENDED);
            pick(1_000_000);
            for (Lane lane : Lane.values()) {
                assertThat(scheduler.waiting(lane)).isZero();
                assertThat(scheduler.inFlight(lane)).isZero();
            }
            assertThat(using.values()).as("what tenants and keys use in the end").allMatch(count -> count == 0);
        }

        /** A number of jobs that each tenant, and each key, may have out at a time; it changes now and then. */
        private final class Caps extends Unlimited {

            @Override
            public boolean mayGo(WaitingJob job) {
                return mayGo(job.tenant());
            }

            @Override
            public boolean keyMayGo(WaitingJob job) {
                return mayGo(job.tenant() + job.keyId());
            }

            private boolean mayGo(String holder) {
                return using.getOrDefault(holder, 0) < caps.getOrDefault(holder, 1_000_000);
            }

            @Override
            public void handedOut(WaitingJob job, boolean fresh) {
                require(!fresh || mayGo(job), "beyond the tenant's cap", job);
                require(!fresh || keyMayGo(job), "beyond the key's cap", job);
                using.merge(job.tenant(), 1, Integer::sum);
                using.merge(job.tenant() + job.keyId(), 1, Integer::sum);
            }

            @Override
            public void released(WaitingJob job) {
                using.merge(job.tenant(), -1, Integer::sum);
                using.merge(job.tenant() + job.keyId(), -1, Integer::sum);
            }
        }
    }
}
