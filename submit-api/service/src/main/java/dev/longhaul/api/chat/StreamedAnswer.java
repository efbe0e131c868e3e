package dev.longhaul.api.chat;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.error.ErrorJson;
import dev.longhaul.api.http.SseWriter;
import dev.longhaul.api.job.Completion;
import dev.longhaul.api.job.JobErrors;
import dev.longhaul.api.job.JobHeaders;
import dev.longhaul.api.job.JobReader;
import dev.longhaul.api.wait.Signal;
import dev.longhaul.api.wait.Wakeups;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.job.JobRecord;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One streamed answer, from the first signal to its end. Errors are thrown; who has begun the stream writes them. */
final class StreamedAnswer {

    /** How long pieces that are still on their way may come after the record says that the job has ended. */
    private static final Duration AFTER_THE_EVENT = Duration.ofSeconds(2);

    private final JobId id;
    private final SseWriter out;
    private final ChunkStream chunks;
    private final JobReader jobs;
    private final Duration keepAlive;
    private final Outcomes outcomes = new Outcomes();
    private boolean ended;
    private boolean recordSaysEnded;

    StreamedAnswer(JobId id, SseWriter out, boolean includeUsage, JobReader jobs, Duration keepAlive) {
        this.id = id;
        this.out = out;
        this.chunks = new ChunkStream(out, includeUsage);
        this.jobs = jobs;
        this.keepAlive = keepAlive;
    }

    /**
     * Streams until the end.
     *
     * @return false when the client has gone
     * @throws ApiException
     *             when the answer does not come, or not to its end
     * @throws IOException
     *             when the client has gone
     */
    boolean follow(Wakeups.Wait wait) throws IOException {
        while (!ended) {
            Signal signal = wait.next(recordSaysEnded ? AFTER_THE_EVENT : keepAlive);
            if (signal != null) {
                take(signal);
            } else if (wait.isClientGone()) {
                return false;
            } else if (recordSaysEnded) {
                finishFrom(jobs.find(id).orElseThrow(this::interrupted));
            } else if (wait.isTimeUp()) {
                throw SyncAnswers.timeout(id);
            } else {
                out.keepAlive();
            }
        }
        return true;
    }

    private void take(Signal signal) throws IOException {
        switch (signal) {
            case Signal.Pieces pieces -> {
                // what a dispatch that is over still sends would only be in the way of the next one
                if (!outcomes.isOver(pieces.chunks().epoch())) {
                    check(chunks.pass(pieces.chunks()));
                }
            }
            case Signal.Ended reply -> {
                switch (reply.reply().outcome()) {
                    case Outcome.Succeeded succeeded -> finish(succeeded.response(), succeeded.usage());
                    case Outcome.SucceededInParts inParts -> finish(inParts);
                    case Outcome.Failed failed when outcomes.failureCounts(reply.reply()) ->
                        throw JobErrors.answer(id, failed.failure());
                    case Outcome.Cancelled cancelled when outcomes.failureCounts(reply.reply()) ->
                        throw JobErrors.answer(id, JobErrors.plain(JobState.CANCELLED));
                    case Outcome.Expired expired when outcomes.failureCounts(reply.reply()) ->
                        throw JobErrors.answer(id, JobErrors.plain(JobState.EXPIRED));
                    case Outcome outcome -> {
                        // the job goes on
                    }
                }
            }
            case Signal.State state -> take(state);
            case Signal.Stopping stopping -> throw SyncAnswers.stopping(id);
        }
    }

    private void take(Signal.State state) throws IOException {
        outcomes.learn(state);
        if (state.state() == JobState.SUCCEEDED) {
            // its pieces come another way and may still be on it
            recordSaysEnded = true;
        } else if (state.state().isTerminal()) {
            finishFrom(jobs.find(id).orElseThrow(this::interrupted));
        } else if (chunks.hasSent() && outcomes.isOver(chunks.epoch())) {
            throw interrupted();
        }
    }

    /** Ends with what the record says. */
    void finishFrom(JobRecord job) throws IOException {
        // one that has ended otherwise is an error
        Completion completion = SyncAnswers.completion(job);
        finish(completion.json() == null ? jobs.whole(job) : completion.json(),
                job.ending() == null ? null : job.ending().usage());
    }

    private void finish(String completion, @Nullable Usage usage) throws IOException {
        check(chunks.finish(completion, usage));
        ended = true;
    }

    /** A long answer: what the client has got of it is enough, or it is made of what the record has in a moment. */
    private void finish(Outcome.SucceededInParts answer) throws IOException {
        if (chunks.hasSent()) {
            check(chunks.finish(answer.answer().content().characters(), answer.usage()));
            ended = true;
        }
    }

    private void check(ChunkStream.Result result) {
        if (result == ChunkStream.Result.BROKEN) {
            throw interrupted();
        }
    }

    /** Tells an error within the stream, as OpenAI does. */
    void fail(ApiException error) throws IOException {
        out.event(null, ErrorJson.text(error));
        out.flush();
    }

    private ApiException interrupted() {
        return ApiException
                .of(ErrorCode.STREAM_INTERRUPTED,
                        "The stream broke off and cannot be continued. The job goes on: poll GET /v1/jobs/" + id
                                + " for the whole answer.")
                .withoutRetry().withHeader(JobHeaders.JOB_ID, id.toString());
    }
}
