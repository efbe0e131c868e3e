package dev.longhaul.api.job;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ApiError;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.store.job.JobRecord;
import dev.longhaul.store.job.JobRecord.Ending;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a job that ended without an answer is told: as the error on its object, and to a call that waits for it. */
public final class JobErrors {

    private JobErrors() {}

    static ApiError.@Nullable Detail detail(JobRecord job) {
        Ending ending = job.ending();
        if (job.deleted()) {
            ApiException deleted = JobReader.deleted(job.id());
            return new ApiError.Detail(deleted.message(), deleted.code().type(), null, deleted.code().wire());
        }
        if (ending == null || job.state() == JobState.SUCCEEDED) {
            return null;
        }
        Failure failure = ending.failure() == null ? plain(job.state()) : ending.failure();
        return new ApiError.Detail(failure.message(), status(failure).type(), failure.param(), failure.code());
    }

    /** The answer to a call that waited for this job, which has ended without one. */
    public static ApiException answer(JobRecord job) {
        if (job.deleted()) {
            return JobReader.deleted(job.id());
        }
        Ending ending = job.ending();
        Failure failure = ending == null || ending.failure() == null ? plain(job.state()) : ending.failure();
        return answer(job.id(), failure);
    }

    /** As {@link #answer(JobRecord)}. The platform has tried again already, so the client is told not to. */
    public static ApiException answer(JobId id, Failure failure) {
        ErrorCode code = status(failure);
        ApiException error = ApiException.of(code, failure.message(), failure.param());
        Integer provider = failure.providerStatus();
        if (code == ErrorCode.PROVIDER_REFUSED && provider != null && provider >= 400 && provider < 500) {
            error = error.withStatus(provider);
        }
        return error.withoutRetry().withHeader(JobHeaders.JOB_ID, id.toString());
    }

    /** What is said of an end that has no failure of its own. */
    public static Failure plain(JobState end) {
        return switch (end) {
            case CANCELLED -> Failure.of(ErrorCode.JOB_CANCELLED, "The job was cancelled.");
            case EXPIRED -> Failure.of(ErrorCode.JOB_EXPIRED, "The job could not start before its deadline.");
            case REJECTED -> Failure.of(ErrorCode.QUOTA_EXCEEDED, "The tenant's plan does not allow the job.");
            case QUEUED, DISPATCHED, RUNNING, SUCCEEDED, FAILED ->
                Failure.of(ErrorCode.INTERNAL_ERROR, "The job has no answer.");
        };
    }

    /** The code in our table; a code that a newer service wrote counts as a failure of ours. */
    private static ErrorCode status(Failure failure) {
        String name = failure.code().toUpperCase(Locale.ROOT);
        return Arrays.stream(ErrorCode.values()).filter(code -> code.name().equals(name)).findFirst()
                .orElse(ErrorCode.INTERNAL_ERROR);
    }
}
