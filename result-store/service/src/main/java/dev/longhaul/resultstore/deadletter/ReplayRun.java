package dev.longhaul.resultstore.deadletter;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.log.JobEventPublisher;
import dev.longhaul.store.job.JobReplays;
import dev.longhaul.store.job.JobReplays.Dealt;
import dev.longhaul.store.job.OpenJob;
import dev.longhaul.store.replay.Replay;
import dev.longhaul.store.replay.ReplayItem;
import dev.longhaul.store.replay.ReplayProgress;
import dev.longhaul.store.replay.ReplayState;
import dev.longhaul.store.replay.ReplayStore;
import dev.longhaul.store.replay.Standing;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replay while this instance works on it. A job counts as gone out when the record has it queued and the log has
 * been told: until then the same jobs are taken again, which the record knows. Used by one thread.
 */
final class ReplayRun {

    private static final Logger log = LoggerFactory.getLogger(ReplayRun.class);
    static final Duration LEASE = Duration.ofSeconds(10);
    private static final long RENEW_NANOS = Duration.ofSeconds(3).toNanos();
    private static final long LOOK_NANOS = Duration.ofMillis(300).toNanos();
    private static final int LOOK_AT = 1_000;
    private static final long TELL_MILLIS = 5_000;

    private final Replay replay;
    private final String runner;
    private final ReplayStore store;
    private final JobReplays jobs;
    private final JobEventPublisher events;
    private final Clock clock;
    private final ReplayPace pace;
    private final OpenItems items = new OpenItems();
    private List<ReplayItem> page = List.of();
    private @Nullable ReplayProgress saved;
    private long savedAt;
    private long lookedAt;

    /**
     * @param replay
     *            just taken by this runner
     */
    ReplayRun(Replay replay, String runner, ReplayStore store, JobReplays jobs, JobEventPublisher events, Clock clock,
            long nowNanos) {
        this.replay = replay;
        this.runner = runner;
        this.store = store;
        this.jobs = jobs;
        this.events = events;
        this.clock = clock;
        this.pace = new ReplayPace(replay.plan().perSecond(), replay.plan().ramp(), nowNanos);
        this.lookedAt = nowNanos;
        this.savedAt = nowNanos;
    }

    /** Finds out what has become of the jobs that went out before this instance took the replay. */
    void catchUp() {
        ReplayProgress before = replay.progress();
        while (items.position() < before.position() && store.save(replay.id(), runner, before, LEASE)) {
            List<ReplayItem> next = store.items(replay.id(), items.position());
            List<ReplayItem> known = next.subList(0, Math.min(next.size(), before.position() - items.position()));
            jobs.standings(known, replay.id()).forEach(each -> items.add(each.item(), each.standing()));
        }
        log.info("replay {} of {} jobs goes on at job {}", replay.id(), replay.plan().selection().jobs(),
                items.position());
    }

    /**
     * Does what is to be done now.
     *
     * @return false when this instance has nothing more to do with the replay
     */
    boolean step(long nowNanos) {
        Replay now = store.find(replay.id()).orElse(null);
        if (now == null || now.state() != ReplayState.RUNNING || !runner.equals(now.runner())) {
            return false;
        }
        if (nowNanos - lookedAt >= LOOK_NANOS) {
            lookedAt = nowNanos;
            look();
        }
        String problem = ReplayRules.whyStop(replay.plan(), progress());
        if (problem != null) {
            log.warn("replay {} stops: {}", replay.id(), problem);
            store.end(replay.id(), runner, progress(), problem);
            return false;
        }
        sendNext(nowNanos);
        if (items.position() == replay.plan().selection().jobs() && items.allEnded()) {
            log.info("replay {} is completed: {}", replay.id(), progress());
            store.end(replay.id(), runner, progress(), null);
            return false;
        }
        return save(nowNanos);
    }

    private void look() {
        List<ReplayItem> open = items.takeOpen(LOOK_AT);
        if (!open.isEmpty()) {
            List<Dealt> seen;
            try {
                seen = jobs.standings(open, replay.id());
            } catch (RuntimeException e) {
                open.forEach(item -> items.seen(item, new Standing.Replayed(JobState.QUEUED)));
                throw e;
            }
            seen.forEach(each -> items.seen(each.item(), each.standing()));
        }
    }

    private void sendNext(long nowNanos) {
        int most = ReplayRules.mayHaveGone(replay.plan(), progress(), items.allEnded()) - items.position();
        if (most > 0 && page.isEmpty()) {
            page = store.items(replay.id(), items.position());
        }
        int count = pace.take(Math.min(most, page.size()), nowNanos);
        if (count <= 0) {
            return;
        }
        List<Dealt> dealt = jobs.replay(page.subList(0, count), replay.id(), replay.plan().overrides());
        if (!dealt.isEmpty() && tell(dealt)) {
            page = page.subList(count, page.size());
            dealt.forEach(each -> items.add(each.item(), each.standing()));
        }
    }

    /** Whether the log has been told of all that wait now. */
    private boolean tell(List<Dealt> dealt) {
        List<CompletableFuture<Boolean>> sent = dealt.stream().map(Dealt::queued).filter(Objects::nonNull)
                .map(job -> events.publish(event(Objects.requireNonNull(job)))).toList();
        try {
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(TELL_MILLIS, TimeUnit.MILLISECONDS);
            return sent.stream().allMatch(CompletableFuture::join);
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("sending an event does not fail", e);
        }
    }

    private JobEvent event(OpenJob job) {
        return new JobEvent(job.id(), job.tenant(), job.lane(), job.model(), JobState.QUEUED, job.epoch(),
                clock.instant(), null, new JobEvent.Waiting(null, job.keyId(), job.batch(), job.customId(),
                        job.cacheKey(), job.priority(), job.estimate(), job.deadline()));
    }

    private boolean save(long nowNanos) {
        ReplayProgress progress = progress();
        if (progress.equals(saved) && nowNanos - savedAt < RENEW_NANOS) {
            return true;
        }
        saved = progress;
        savedAt = nowNanos;
        return store.save(replay.id(), runner, progress, LEASE);
    }

    private ReplayProgress progress() {
        return items.progress(replay.progress().forgiven());
    }
}
