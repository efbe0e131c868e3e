package dev.longhaul.api.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.error.ErrorJson;
import dev.longhaul.api.request.Submission;
import dev.longhaul.api.submit.BulkResult;
import dev.longhaul.contract.error.ApiError;
import dev.longhaul.contract.job.JobState;
import org.jspecify.annotations.Nullable;

/**
 * What became of one line.
 *
 * @param index
 *            of the line in the request, from 0
 * @param status
 *            the HTTP status that it would have got alone
 * @param job
 *            when it was accepted
 * @param error
 *            when it was not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BulkLine(int index, int status, @Nullable BulkJob job, ApiError.@Nullable Detail error) {

    private static final int ACCEPTED = 202;

    static BulkLine of(int index, Submission submission, BulkResult result) {
        return switch (result) {
            case BulkResult.Accepted accepted -> new BulkLine(index, ACCEPTED,
                    new BulkJob(accepted.id().toString(), "job", accepted.state(), submission.customId()), null);
            case BulkResult.Refused refused -> refused(index, refused.error());
        };
    }

    static BulkLine refused(int index, ApiException error) {
        return new BulkLine(index, error.status(), null, ErrorJson.body(error).error());
    }

    /** A job, as far as its submitter needs to know at once. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record BulkJob(String id, String object, JobState status,
            @JsonProperty("custom_id") @Nullable String customId) {}
}
