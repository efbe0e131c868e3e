package dev.longhaul.api.job;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.order.OrderNotices;
import dev.longhaul.api.request.OrderRequest;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.job.JobRevisions;
import dev.longhaul.store.job.JobRevisions.Revision;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** {@code /jobs/{id}/pause}, {@code resume} and {@code priority}: for a job that has not started. */
@ApiController
public final class JobRevisionController {

    private static final int BODY_LIMIT = 64 * 1024;

    private final JobReader jobs;
    private final JobRevisions revisions;
    private final Recording recording;
    private final OrderNotices notices;

    public JobRevisionController(JobReader jobs, JobRevisions revisions, Recording recording, OrderNotices notices) {
        this.jobs = jobs;
        this.revisions = revisions;
        this.recording = recording;
        this.notices = notices;
    }

    @PostMapping("/jobs/{id}/pause")
    JobView pause(Caller caller, @PathVariable("id") String id) {
        JobId own = jobs.own(caller, id, null);
        return waiting(caller, own, revise(() -> revisions.pause(own)), "paused");
    }

    @PostMapping("/jobs/{id}/resume")
    JobView resume(Caller caller, @PathVariable("id") String id) {
        JobId own = jobs.own(caller, id, null);
        return switch (revise(() -> revisions.resume(own))) {
            // what has started is not paused: there is nothing to do
            case Revision.Started started -> JobView.of(started.job());
            case Revision other -> waiting(caller, own, other, "resumed");
        };
    }

    @PostMapping("/jobs/{id}/priority")
    JobView reprioritise(HttpServletRequest request, Caller caller, @PathVariable("id") String id) {
        JobId own = jobs.own(caller, id, null);
        int priority = OrderRequest.readPriority(RequestBody.json(request, BODY_LIMIT));
        return waiting(caller, own, revise(() -> revisions.reprioritise(own, priority)), "given another priority");
    }

    private Revision revise(Supplier<Revision> change) {
        return recording.await(() -> {
            Revision attempt = change.get();
            return attempt instanceof Revision.NotRecorded ? Optional.empty() : Optional.of(attempt);
        }).orElseGet(Revision.NotRecorded::new);
    }

    private JobView waiting(Caller caller, JobId id, Revision result, String what) {
        return switch (result) {
            case Revision.Revised revised -> {
                notices.tell(caller.tenant());
                yield JobView.of(jobs.withPauses(revised.job()));
            }
            case Revision.Started started -> throw late(ErrorCode.JOB_STARTED,
                    "The job is " + started.job().state().wire() + " and cannot be " + what + " any more.");
            case Revision.Ended ended -> throw late(ErrorCode.JOB_ENDED,
                    "The job has ended as " + ended.job().state().wire() + " and cannot be " + what + " any more.");
            case Revision.NotRecorded unknown -> throw jobs.notRecorded(id);
        };
    }

    private static ApiException late(ErrorCode code, String message) {
        return ApiException.of(code, message).withoutRetry();
    }
}
