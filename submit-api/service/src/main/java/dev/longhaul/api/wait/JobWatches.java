package dev.longhaul.api.wait;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.JobEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All calls of this instance that wait for jobs, and the way by which they are woken. Thread-safe. */
public final class JobWatches {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final int most;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<JobId, Watched> byId = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /**
     * @param most
     *            calls that may wait at a time
     */
    public JobWatches(int most) {
        this.most = most;
    }

    /**
     * Begins to listen. Whoever then reads the record misses nothing that happens after the read.
     *
     * @throws ApiException
     *             when too many wait already, or this instance stops
     */
    public Watch watch(WaitKind kind, Collection<JobId> ids) {
        if (watches.size() >= most) {
            throw ApiException.of(ErrorCode.OVERLOADED, "Too many calls wait on this instance; try again shortly.")
                    .withRetryAfter(RETRY);
        }
        Watch watch = new Watch(this, kind, Set.copyOf(ids));
        watches.add(watch);
        for (JobId id : watch.ids()) {
            byId.merge(id, new Watched(List.of(watch), null), Watched::and);
        }
        if (stopping) {
            watch.hear(new Signal.Stopping());
        }
        return watch;
    }

    void remove(Watch watch) {
        if (watches.remove(watch)) {
            for (JobId id : watch.ids()) {
                byId.computeIfPresent(id, (key, watched) -> watched.without(watch));
            }
        }
    }

    /** An event of the log. */
    public void onEvent(JobEvent event) {
        onState(event.id(), event.state(), event.epoch());
    }

    /** A message of a worker. */
    public void onReply(JobId id, Signal signal) {
        Watched watched = byId.get(id);
        if (watched != null) {
            watched.listeners.forEach(watch -> watch.hear(signal));
        }
    }

    /** What the record says of a job; told on only when it is news. */
    void onState(JobId id, JobState state, int epoch) {
        Signal.State news = new Signal.State(id, state, epoch);
        byId.computeIfPresent(id, (key, watched) -> {
            if (news.equals(watched.last)) {
                return watched;
            }
            watched.listeners.forEach(watch -> watch.hear(news));
            return new Watched(watched.listeners, news);
        });
    }

    /** The jobs that somebody waits for. */
    List<JobId> ids() {
        return new ArrayList<>(byId.keySet());
    }

    /** How many calls of a kind wait. */
    public long count(WaitKind kind) {
        return watches.stream().filter(watch -> watch.kind() == kind).count();
    }

    /** How many calls wait for this job. */
    public int count(JobId id) {
        Watched watched = byId.get(id);
        return watched == null ? 0 : watched.listeners.size();
    }

    /** Ends the waiting of those whose clients simply ask again; no new ones wait. */
    void stopRepeatable() {
        stopping = true;
        stop(watch -> watch.kind().isRepeatable());
    }

    /** Ends all waiting. */
    void stopAll() {
        stopping = true;
        stop(watch -> true);
    }

    private void stop(Predicate<Watch> which) {
        watches.stream().filter(which).forEach(watch -> watch.hear(new Signal.Stopping()));
    }

    /**
     * Who waits for a job.
     *
     * @param last
     *            what was told last, so that a look at the record tells only news
     */
    private record Watched(List<Watch> listeners, Signal.@Nullable State last) {

        Watched and(Watched other) {
            List<Watch> all = new ArrayList<>(listeners);
            all.addAll(other.listeners);
            return new Watched(all, last);
        }

        @Nullable
        Watched without(Watch watch) {
            List<Watch> rest = listeners.stream().filter(each -> each != watch).toList();
            return rest.isEmpty() ? null : new Watched(rest, last);
        }
    }
}
