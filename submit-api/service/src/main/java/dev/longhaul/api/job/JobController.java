package dev.longhaul.api.job;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.http.ClientConnection;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.place.JobPlaces;
import dev.longhaul.api.request.SubmissionReader;
import dev.longhaul.api.submit.Draft;
import dev.longhaul.api.submit.JobSubmitter;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** {@code /jobs}: submit one, read one, wait for one. */
@ApiController
public final class JobController {

    static final int LONGEST_WAIT_SECONDS = 60;

    private final SubmissionReader submissions;
    private final JobSubmitter submitter;
    private final JobReader jobs;
    private final JobWaiting waiting;
    private final JobPlaces places;
    private final int bodyLimit;

    /**
     * @param bodyLimit
     *            in bytes
     */
    public JobController(SubmissionReader submissions, JobSubmitter submitter, JobReader jobs, JobWaiting waiting,
            JobPlaces places, int bodyLimit) {
        this.submissions = submissions;
        this.submitter = submitter;
        this.jobs = jobs;
        this.waiting = waiting;
        this.places = places;
        this.bodyLimit = bodyLimit;
    }

    @PostMapping("/jobs")
    ResponseEntity<JobView> submit(HttpServletRequest request, Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey) {
        byte[] body = RequestBody.json(request, bodyLimit);
        Draft draft = submitter.draft(caller, submissions.read(body, caller.tenant(), Lane.STANDARD),
                idempotencyKey, null);
        submitter.send(draft);
        JobView view = draft.recorded() ? jobs.view(draft.id()) : JobView.accepted(draft.job());
        return ResponseEntity.accepted().location(URI.create("/v1/jobs/" + draft.id())).body(view);
    }

    @GetMapping("/jobs/{id}")
    JobView read(HttpServletRequest request, Caller caller, @PathVariable String id,
            @RequestParam(defaultValue = "0") int wait) {
        JobId own = jobs.own(caller, id, null);
        return wait == 0 ? explained(own) : waiting.untilEnded(own, seconds(wait), ClientConnection.of(request));
    }

    /** The job as it stands, and why when it waits. */
    private JobView explained(JobId id) {
        return jobs.find(id)
                .map(job -> JobView.of(job, job.state() == JobState.QUEUED ? places.of(job.submitted()) : null))
                .orElseGet(() -> JobView.unrecorded(id));
    }

    /** Reads a time to wait. */
    static Duration seconds(int wait) {
        if (wait < 0 || wait > LONGEST_WAIT_SECONDS) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER,
                    "'wait' takes 0 to " + LONGEST_WAIT_SECONDS + " seconds.", "wait");
        }
        return Duration.ofSeconds(wait);
    }
}
