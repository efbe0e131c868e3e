package dev.longhaul.client.cli.batch;

import dev.longhaul.client.Job;
import dev.longhaul.client.Submission;
import dev.longhaul.client.cli.session.Session;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes results as the OpenAI batch API does: a {@code response} with status and body for what was answered or
 * refused, an {@code error} for what never ran; beside it {@code longhaul} with what that format has no place for.
 */
final class ResultLines {

    private static final int OK = 200;
    private static final int BAD_GATEWAY = 502;

    private ResultLines() {}

    /** The result of a job that has ended. */
    static ObjectNode of(InFlightJob place, Job job) {
        ObjectNode result = result(place.id().toString(), place.customId());
        switch (job.state()) {
            case SUCCEEDED ->
                response(result, OK, job.response().map(body -> body.path("id").asString(null)).orElse(null),
                        job.response().map(JsonNode.class::cast).orElse(Session.MAPPER.nullNode()));
            case FAILED, REJECTED -> {
                ObjectNode body = Session.MAPPER.createObjectNode();
                body.set("error", job.json().path("error"));
                response(result, status(job), null, body);
            }
            case CANCELLED, EXPIRED, QUEUED, DISPATCHED, RUNNING -> error(result, job.errorCode().orElse(fallback(job)),
                    job.errorMessage().orElse("the job " + job.state().wire()));
        }
        ObjectNode own = own(result, place.line(), place.submission()).put("job_id", place.id().toString())
                .put("status", job.state().wire()).put("possibly_billed", job.possiblyBilled());
        job.lastAttemptDuration().ifPresent(duration -> own.put("duration_ms", duration.toMillis()));
        return result;
    }

    private static String fallback(Job job) {
        return job.state() == JobState.EXPIRED ? ErrorCode.JOB_EXPIRED.wire() : ErrorCode.JOB_CANCELLED.wire();
    }

    /** The status with which a waiting caller would have got this failure. */
    private static int status(Job job) {
        String code = job.errorCode().orElse("");
        int providers = job.lastHttpStatus().orElse(0);
        if (ErrorCode.PROVIDER_REFUSED.wire().equals(code) && providers >= 400 && providers < 500) {
            return providers;
        }
        return Arrays.stream(ErrorCode.values()).filter(known -> known.wire().equals(code)).findFirst()
                .map(ErrorCode::httpStatus).orElse(BAD_GATEWAY);
    }

    /** The result of a line that the platform does not accept: no job was made. */
    static ObjectNode refused(int line, int submission, String customId, Submission.Refused refused) {
        ObjectNode result = result("line-" + line, customId);
        ObjectNode body = Session.MAPPER.createObjectNode();
        body.set("error", refused.error());
        response(result, refused.status(), null, body);
        own(result, line, submission).putNull("job_id").put("status", "refused").put("possibly_billed", false);
        return result;
    }

    /** The result of a job that the platform does not know any more. */
    static ObjectNode lost(InFlightJob place) {
        ObjectNode result = result(place.id().toString(), place.customId());
        error(result, ErrorCode.JOB_NOT_FOUND.wire(), "The platform does not know this job any more: its result was"
                + " removed before it was fetched. --retry-failed submits the line again.");
        own(result, place.line(), place.submission()).put("job_id", place.id().toString()).put("status", "lost")
                .put("possibly_billed", true);
        return result;
    }

    private static ObjectNode result(String id, String customId) {
        return Session.MAPPER.createObjectNode().put("id", id).put("custom_id", customId).putNull("response")
                .putNull("error");
    }

    private static void response(ObjectNode result, int status, @Nullable String requestId, JsonNode body) {
        result.putObject("response").put("status_code", status).put("request_id", requestId).set("body", body);
    }

    private static void error(ObjectNode result, String code, String message) {
        result.putObject("error").put("code", code).put("message", message);
    }

    private static ObjectNode own(ObjectNode result, int line, int submission) {
        return result.putObject("longhaul").put("line", line).put("submission", submission);
    }
}
