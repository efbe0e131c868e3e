package dev.longhaul.api.job;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.key.Caller;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.store.job.JobCancel.Cancellation;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** {@code /jobs/{id}/cancel}: at once while it waits, by an order to its worker after that. */
@ApiController
public final class JobCancelController {

    private final JobReader jobs;
    private final JobCancelling cancelling;

    public JobCancelController(JobReader jobs, JobCancelling cancelling) {
        this.jobs = jobs;
        this.cancelling = cancelling;
    }

    @PostMapping("/jobs/{id}/cancel")
    JobView cancel(Caller caller, @PathVariable String id) {
        JobId own = jobs.own(caller, id, null);
        return switch (cancelling.cancel(own)) {
            case Cancellation.Cancelled cancelled -> JobView.of(cancelled.job());
            case Cancellation.Requested requested -> JobView.of(requested.job());
            case Cancellation.Ended ended when ended.job().deleted() -> throw JobReader.deleted(own);
            case Cancellation.Ended ended when ended.job().state() == JobState.CANCELLED -> JobView.of(ended.job());
            case Cancellation.Ended ended -> throw ApiException.of(ErrorCode.JOB_ENDED,
                    "The job has ended as " + ended.job().state().wire() + " and cannot be cancelled any more.")
                    .withoutRetry();
            case Cancellation.NotRecorded unknown -> throw jobs.notRecorded(own);
        };
    }
}
