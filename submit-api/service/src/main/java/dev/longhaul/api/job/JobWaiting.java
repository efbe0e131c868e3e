package dev.longhaul.api.job;

import dev.longhaul.api.http.ClientConnection;
import dev.longhaul.api.wait.JobWatches;
import dev.longhaul.api.wait.Signal;
import dev.longhaul.api.wait.WaitKind;
import dev.longhaul.api.wait.Wakeups;
import dev.longhaul.api.wait.Watch;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.job.JobRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
