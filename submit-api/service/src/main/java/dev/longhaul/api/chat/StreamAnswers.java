package dev.longhaul.api.chat;

import dev.longhaul.api.chat.ChatController.Call;
import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.SseWriter;
import dev.longhaul.api.job.JobReader;
import dev.longhaul.api.submit.JobSubmitter;
import dev.longhaul.api.wait.JobWatches;
import dev.longhaul.api.wait.WaitKind;
import dev.longhaul.api.wait.Wakeups;
import dev.longhaul.api.wait.Watch;
import dev.longhaul.store.job.JobRecord;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers chat calls that want their answer streamed. */
public final class StreamAnswers {

    private static final Logger log = LoggerFactory.getLogger(StreamAnswers.class);

    private final JobWatches watches;
    private final Wakeups wakeups;
    private final JobSubmitter submitter;
    private final JobReader jobs;
    private final HangUps hangUps;
    private final Duration keepAlive;

    /**
     * @param keepAlive
     *            between two comments while nothing else is sent
     */
    public StreamAnswers(JobWatches watches, Wakeups wakeups, JobSubmitter submitter, JobReader jobs, HangUps hangUps,
            Duration keepAlive) {
        this.watches = watches;
        this.wakeups = wakeups;
        this.submitter = submitter;
        this.jobs = jobs;
        this.hangUps = hangUps;
        this.keepAlive = keepAlive;
    }

    /**
     * Submits the job and streams its answer.
     *
     * @throws ApiException
     *             when nothing has been written yet and there will be no answer; later the stream itself tells
     */
    void answer(Call call, boolean includeUsage, HttpServletResponse response) {
        SseWriter out = new SseWriter(response);
        boolean clientGone;
        try (Watch watch = watches.watch(WaitKind.STREAM, List.of(call.draft().id()))) {
            submitter.send(call.draft());
            Wakeups.Wait wait = wakeups.begin(watch, call.most(), call.client());
            clientGone = !streamed(call, new StreamedAnswer(call.draft().id(), out, includeUsage, jobs, keepAlive),
                    wait, out);
        }
        if (clientGone) {
            hangUps.clientGone(call.draft());
        }
    }

    /** False when the client has gone. */
    private boolean streamed(Call call, StreamedAnswer answer, Wakeups.Wait wait, SseWriter out) {
        try {
            try {
                JobRecord ended = call.draft().repeat() ? ended(call) : null;
                if (ended != null) {
                    answer.finishFrom(ended);
                    return true;
                }
                return answer.follow(wait);
            } catch (ApiException e) {
                if (!out.hasBegun()) {
                    throw e;
                }
                answer.fail(e);
                return true;
            }
        } catch (IOException e) {
            log.debug("the client of job {} has gone in the middle of its stream", call.draft().id());
            return false;
        }
    }

    private @Nullable JobRecord ended(Call call) {
        Optional<JobRecord> known = jobs.find(call.draft().id());
        return known.filter(job -> job.state().isTerminal()).orElse(null);
    }
}
