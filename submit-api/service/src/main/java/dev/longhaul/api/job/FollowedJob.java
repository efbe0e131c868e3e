package dev.longhaul.api.job;

import dev.longhaul.api.http.SseWriter;
import dev.longhaul.api.wait.Signal;
import dev.longhaul.api.wait.Wakeups;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.store.job.JobRecord;
import dev.longhaul.store.job.JobRecord.Progress;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One job as it is followed: its state now and each that it comes to, the pieces of a streamed answer as far as they
 * are heard here, and the whole job at its end.
 */
final class FollowedJob {

    private final JobId id;
    private final JobReader jobs;
    private final SseWriter out;
    private final JsonMapper json;
    private final Clock clock;
    private final Duration keepAlive;
    private @Nullable JobState told;
    private int epoch;

    FollowedJob(JobId id, JobReader jobs, SseWriter out, JsonMapper json, Clock clock, Duration keepAlive) {
        this.id = id;
        this.jobs = jobs;
        this.out = out;
        this.json = json;
        this.clock = clock;
        this.keepAlive = keepAlive;
    }

    /**
     * Writes until the job has ended, this instance stops, or the client has gone.
     *
     * @throws IOException
     *             when the client has gone
     */
    void follow(Wakeups.Wait wait) throws IOException {
        Optional<JobRecord> now = jobs.find(id);
        tell(now.map(JobRecord::state).orElse(JobState.QUEUED),
                now.map(job -> since(job.progress(), job)).orElse(id.mintedAt()));
        while (told != null && !told.isTerminal()) {
            Signal signal = wait.next(keepAlive);
            switch (signal) {
                case Signal.State state -> tell(state.state(), clock.instant());
                case Signal.Pieces pieces -> tell(pieces.chunks());
                // told when the record says so
                case Signal.Ended ended -> out.flush();
                case Signal.Stopping stopping -> {
                    return;
                }
                case null -> {
                    if (wait.isClientGone() || wait.isTimeUp()) {
                        return;
                    }
                    out.keepAlive();
                }
            }
        }
        JobView whole = jobs.view(id);
        out.event("done", data -> {
            try {
                json.writeValue(data, whole);
            } catch (JacksonIOException e) {
                throw new IOException("the client has gone in the middle of its last event", e);
            }
        });
        out.flush();
    }

    private void tell(JobState state, Instant at) throws IOException {
        if (state != told) {
            told = state;
            out.event("status", json.writeValueAsString(new Status(id.toString(), state, at.getEpochSecond())));
            out.flush();
        }
    }

    private void tell(Reply.Chunks pieces) throws IOException {
        if (pieces.epoch() >= epoch) {
            epoch = pieces.epoch();
            for (String chunk : pieces.chunks()) {
                out.event("chunk", chunk);
            }
            out.flush();
        }
    }

    private static Instant since(Progress progress, JobRecord job) {
        Instant since = switch (progress.state()) {
            case QUEUED -> progress.recordedAt();
            case DISPATCHED -> progress.dispatchedAt();
            case RUNNING -> progress.startedAt();
            case SUCCEEDED, FAILED, CANCELLED, EXPIRED, REJECTED -> job.ending() == null ? null : job.ending().at();
        };
        return since == null ? progress.recordedAt() : since;
    }

    /**
     * @param at
     *            unix seconds
     */
    record Status(String id, JobState status, long at) {}
}
