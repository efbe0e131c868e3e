package dev.longhaul.api.chat;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.http.ClientConnection;
import dev.longhaul.api.http.LongWork;
import dev.longhaul.api.http.Preferences;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.job.Completion;
import dev.longhaul.api.job.JobHeaders;
import dev.longhaul.api.job.JobReader;
import dev.longhaul.api.job.JobView;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.request.Submission;
import dev.longhaul.api.request.SubmissionReader;
import dev.longhaul.api.submit.Draft;
import dev.longhaul.api.submit.JobSubmitter;
import dev.longhaul.contract.job.Lane;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;

/** {@code /chat/completions}: OpenAI's chat endpoint, on the same pipeline as every job. */
@ApiController
public final class ChatController {

    private static final String LANE = "X-Longhaul-Lane";

    private final SubmissionReader submissions;
    private final JobSubmitter submitter;
    private final JobReader jobs;
    private final SyncAnswers answers;
    private final StreamAnswers streams;
    private final AnswerTime answerTime;
    private final String instance;
    private final int bodyLimit;

    /**
     * @param instance
     *            where workers send the answers that this instance waits for
     * @param bodyLimit
     *            in bytes
     */
    public ChatController(SubmissionReader submissions, JobSubmitter submitter, JobReader jobs, SyncAnswers answers,
            StreamAnswers streams, AnswerTime answerTime, String instance, int bodyLimit) {
        this.submissions = submissions;
        this.submitter = submitter;
        this.jobs = jobs;
        this.answers = answers;
        this.streams = streams;
        this.answerTime = answerTime;
        this.instance = instance;
        this.bodyLimit = bodyLimit;
    }

    @PostMapping("/chat/completions")
    @Nullable
    ResponseEntity<?> complete(HttpServletRequest request, HttpServletResponse response, Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @RequestHeader(name = LANE, required = false) @Nullable String laneHeader) throws IOException {
        Preferences preferences = Preferences.of(request);
        Duration most = answerTime.of(request, preferences);
        Lane lane = laneHeader == null ? Lane.INTERACTIVE : SubmissionReader.lane(laneHeader, LANE);
        Submission submission = submissions.read(RequestBody.json(request, bodyLimit), caller.tenant(), lane);
        String replyTo = preferences.respondAsync() ? null : instance;
        Draft draft = submitter.draft(caller, submission, idempotencyKey, replyTo);
        if (preferences.respondAsync()) {
            return job(draft);
        }
        response.setHeader(JobHeaders.JOB_ID, draft.id().toString());
        LongWork.Hurry hurry = LongWork.hurry();
        try {
            return answer(new Call(draft, most, ClientConnection.of(request)), submission, response);
        } finally {
            hurry.close();
        }
    }

    private @Nullable ResponseEntity<?> answer(Call call, Submission submission, HttpServletResponse response)
            throws IOException {
        if (submission.stream()) {
            streams.answer(call, submission.includeUsage(), response);
            return null;
        }
        Completion completion = answers.answer(call);
        return completion == null
                ? null
                : ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(completion.json() == null
                        ? completion
                        : completion.json().getBytes(StandardCharsets.UTF_8));
    }

    private ResponseEntity<JobView> job(Draft draft) throws ApiException {
        submitter.send(draft);
        JobView view = draft.recorded() ? jobs.view(draft.id()) : JobView.accepted(draft.job());
        return ResponseEntity.accepted().header("Preference-Applied", "respond-async")
                .location(URI.create("/v1/jobs/" + draft.id())).body(view);
    }

    /**
     * A call that waits for its answer.
     *
     * @param most
     *            how long it waits
     */
    record Call(Draft draft, Duration most, ClientConnection client) {}
}
