package dev.longhaul.api.wait;

import dev.longhaul.contract.job.JobId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call's ear for its jobs, from {@link JobWatches#watch} until it is closed. Signals are kept in order until they
 * are taken, so nothing that happens in between is missed.
 */
public final class Watch implements AutoCloseable {

    private final JobWatches owner;
    private final WaitKind kind;
    private final Set<JobId> ids;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

    Watch(JobWatches owner, WaitKind kind, Set<JobId> ids) {
        this.owner = owner;
        this.kind = kind;
        this.ids = ids;
    }

    /** The next signal; null when none comes in time. */
    public @Nullable Signal next(Duration most) {
        try {
            return signals.poll(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Signal.Stopping();
        }
    }

    void hear(Signal signal) {
        signals.add(signal);
    }

    WaitKind kind() {
        return kind;
    }

    Set<JobId> ids() {
        return ids;
    }

    @Override
    public void close() {
        owner.remove(this);
    }
}
