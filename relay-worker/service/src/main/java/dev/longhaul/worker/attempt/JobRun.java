package dev.longhaul.worker.attempt;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.worker.provider.ChunkSink;
import dev.longhaul.worker.provider.Fault;
import dev.longhaul.worker.stop.StopSignal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One dispatch of a job while its calls are made: what they have in common. Not thread-safe. */
final class JobRun {

    private final RouteSettings settings;
    private final RelayJob job;
    private final StopSignal stop;
    private final ChunkSink pieces;
    private final AttemptLog attempts;
    private boolean begunToStream;

    JobRun(RouteSettings settings, RelayJob job, StopSignal stop, ChunkSink pieces) {
        this.settings = settings;
        this.job = job;
        this.stop = stop;
        this.pieces = pieces;
        this.attempts = new AttemptLog(job, settings.worker());
    }

    RouteSettings settings() {
        return settings;
    }

    RelayJob job() {
        return job;
    }

    StopSignal stop() {
        return stop;
    }

    AttemptLog attempts() {
        return attempts;
    }

    Instant now() {
        return settings.clock().instant();
    }

    /** Hands pieces of an answer on. */
    void handOn(List<String> chunks) {
        begunToStream = true;
        pieces.accept(chunks);
    }

    /** Whether somebody has seen the beginning of an answer. */
    boolean hasBegunToStream() {
        return begunToStream;
    }

    /** What ends the job before its next call; null when nothing does. */
    @Nullable
    Outcome endBeforeCall() {
        if (stop.reason() != null) {
            return stopped(false);
        }
        Instant deadline = job.deadline();
        return deadline != null && now().isAfter(deadline) ? new Outcome.Expired() : null;
    }

    /**
     * How it ends when it was asked to stop.
     *
     * @param sent
     *            whether a provider may have got the request
     */
    Outcome stopped(boolean sent) {
        if (stop.reason() == StopSignal.Reason.CANCELLED) {
            return new Outcome.Cancelled();
        }
        if (sent && job.onAmbiguous() == OnAmbiguous.HOLD) {
            return unknown(Fault.ofConnection("worker_stopped", "the worker stopped while the call was under way"));
        }
        return attempts.size() == 0
                ? new Outcome.HandedBack("worker stops")
                : new Outcome.Throttled(now(), "worker stops");
    }

    /** It may have been carried out, and is not to be repeated. */
    static Outcome unknown(Fault fault) {
        return new Outcome.Failed(RouteEnd.failure(ErrorCode.OUTCOME_UNKNOWN, fault));
    }
}
