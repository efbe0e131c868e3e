package dev.longhaul.api.job;

import dev.longhaul.api.http.ClientConnection;
import dev.longhaul.api.wait.JobWatches;
import dev.longhaul.api.wait.Signal;
import dev.longhaul.api.wait.WaitKind;
import dev.longhaul.api.wait.Wakeups;
import dev.longhaul.api.wait.Watch;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.job.JobQueries.Standing;
import dev.longhaul.store.job.JobRecord;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The long-poll: waits until a job has ended, by event and not by reading again and again. */
public final class JobWaiting {

    private final JobWatches watches;
    private final JobReader jobs;
    private final Wakeups wakeups;

    public JobWaiting(JobWatches watches, JobReader jobs, Wakeups wakeups) {
        this.watches = watches;
        this.jobs = jobs;
        this.wakeups = wakeups;
    }

    /** The job when it has ended, or as it stands when the time is up or this instance stops. */
    JobView untilEnded(JobId id, Duration most, ClientConnection client) {
        try (Watch watch = watches.watch(WaitKind.POLL, List.of(id))) {
            Optional<JobRecord> now = jobs.find(id);
            if (now.isPresent() && now.get().state().isTerminal()) {
                return JobView.of(now.get());
            }
            Wakeups.Wait wait = wakeups.begin(watch, most, client);
            Signal signal = wait.next();
            while (signal != null && !endsWait(signal)) {
                signal = wait.next();
            }
        }
        return jobs.view(id);
    }

    /**
     * Waits until some of these jobs have ended.
     *
     * @param least
     *            how many must have ended, at most as many as there are
     * @return those that have ended by now, also when they are fewer because the time is up
     */
    Set<JobId> untilSomeEnded(Set<JobId> ids, int least, Duration most, ClientConnection client) {
        if (most.isZero()) {
            return ended(ids);
        }
        try (Watch watch = watches.watch(WaitKind.LOOKUP, ids)) {
            Set<JobId> ended = ended(ids);
            Wakeups.Wait wait = wakeups.begin(watch, most, client);
            Signal signal = ended.size() < least ? wait.next() : null;
            while (signal != null && !(signal instanceof Signal.Stopping)) {
                if (signal instanceof Signal.State state && state.state().isTerminal()) {
                    ended.add(state.id());
                }
                // what has come in the meantime goes along
                signal = ended.size() < least ? wait.next() : watch.next(Duration.ZERO);
            }
            return ended;
        }
    }

    private Set<JobId> ended(Set<JobId> ids) {
        Set<JobId> ended = new HashSet<>();
        Set<JobId> unrecorded = new LinkedHashSet<>(ids);
        for (Standing standing : jobs.standings(ids)) {
            unrecorded.remove(standing.id());
            if (standing.state().isTerminal()) {
                ended.add(standing.id());
            }
        }
        unrecorded.forEach(jobs::checkRecent);
        return ended;
    }

    private static boolean endsWait(Signal signal) {
        return switch (signal) {
            case Signal.State state -> state.state().isTerminal();
            case Signal.Stopping stopping -> true;
            case Signal.Pieces pieces -> false;
            // the record may not have it yet, and it is what we answer from
            case Signal.Ended ended -> false;
        };
    }
}
