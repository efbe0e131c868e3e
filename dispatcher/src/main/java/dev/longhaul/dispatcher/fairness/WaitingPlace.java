package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.message.PlaceInquiry;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.contract.message.Reply.Starts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a queued job stood at a moment. What takes long is done here, outside the scheduler's lock.
 *
 * @param now
 *            the moment, in milliseconds since 1970
 * @param queue
 *            those it stands among, in no order; null when they are too many to be counted now, or it stands aside
 * @param laneWaiting
 *            jobs of all tenants in its lane of its pool
 * @param notBefore
 *            milliseconds since 1970, when that is why it waits
 */
public record WaitingPlace(long now, WaitReason reason, @Nullable List<WaitingJob> queue, int laneWaiting,
        Starts starts,
        long notBefore) {

    /** Of one that does not stand in a queue. */
    static WaitingPlace aside(long now, WaitReason reason, int laneWaiting) {
        return new WaitingPlace(now, reason, null, laneWaiting, RecentStarts.NONE, 0);
    }

    /**
     * Of one that waits for a time, and will then stand among its tenant's.
     *
     * @param queue
     *            null when none of them waits now
     */
    static WaitingPlace until(long now, long notBefore, @Nullable TenantQueue queue, int laneWaiting,
            int mostCounted) {
        List<WaitingJob> jobs = queue == null ? List.of() : queue.size() <= mostCounted ? queue.copy() : null;
        return new WaitingPlace(now, WaitReason.PROVIDER, jobs, laneWaiting, RecentStarts.NONE, notBefore);
    }

    static WaitingPlace in(long now, WaitReason reason, TenantQueue queue, int laneWaiting, int mostCounted) {
        return new WaitingPlace(now, reason, queue.size() <= mostCounted ? queue.copy() : null, laneWaiting,
                queue.starts(now), 0);
    }

    static WaitingPlace in(long now, WaitReason reason, KeyQueue queue, int laneWaiting, int mostCounted) {
        return new WaitingPlace(now, reason, queue.size() <= mostCounted ? queue.copy() : null, laneWaiting,
                queue.starts(now), 0);
    }

    /** How many jobs {@link #answer} counts. */
    public int counted() {
        return queue == null ? 0 : queue.size();
    }

    public Reply.Place answer(PlaceInquiry asked) {
        Integer ahead = ahead(asked);
        boolean byRate = reason.isPassing() && reason != WaitReason.PROVIDER;
        return new Reply.Place(asked.id(), asked.question(), reason, ahead, laneWaiting, estimatedStart(ahead),
                byRate ? starts : null);
    }

    /** Those that go before it, and whose time is not over. */
    private @Nullable Integer ahead(PlaceInquiry asked) {
        if (queue == null) {
            return null;
        }
        WaitingJob itself = WaitingJob.of(asked);
        return (int) queue.stream().filter(job -> TenantQueue.goesBefore(job, itself) && !job.isExpired(now)).count();
    }

    private @Nullable Instant estimatedStart(@Nullable Integer ahead) {
        if (reason == WaitReason.PROVIDER) {
            return Instant.ofEpochMilli(notBefore);
        }
        if (!reason.isPassing() || ahead == null || starts.perSecond() == 0) {
            return null;
        }
        return Instant.ofEpochMilli(now + Math.round((ahead + 1) * 1_000.0 / starts.perSecond()));
    }
}
