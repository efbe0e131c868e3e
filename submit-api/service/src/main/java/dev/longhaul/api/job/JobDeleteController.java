package dev.longhaul.api.job;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.key.Caller;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.job.JobErasure;
import dev.longhaul.store.job.JobErasure.Erasure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Deletes a job: what was asked and what was answered is gone at once, what it cost stays in the accounts. */
@ApiController
public final class JobDeleteController {

    private static final Logger log = LoggerFactory.getLogger(JobDeleteController.class);

    private final JobReader jobs;
    private final JobErasure erasure;

    public JobDeleteController(JobReader jobs, JobErasure erasure) {
        this.jobs = jobs;
        this.erasure = erasure;
    }

    @DeleteMapping("/jobs/{id}")
    Deleted delete(Caller caller, @PathVariable String id) {
        JobId own = jobs.own(caller, id, null);
        return switch (erasure.erase(own)) {
            case Erasure.Erased erased -> {
                if (erased.now()) {
                    log.info("job {} of tenant {} is deleted by key {}", own, caller.tenant(), caller.keyId());
                }
                yield new Deleted(id, "job.deleted", true);
            }
            case Erasure.Open open -> throw ApiException.of(ErrorCode.JOB_NOT_ENDED, "The job is "
                    + open.state().wire() + ": cancel it first (POST /v1/jobs/" + id
                    + "/cancel), and delete it when it "
                    + "has ended.").withoutRetry();
            case Erasure.NotRecorded unknown -> throw jobs.notRecorded(own);
        };
    }

    /** As OpenAI's API says it of what it deletes. */
    record Deleted(String id, String object, boolean deleted) {}
}
