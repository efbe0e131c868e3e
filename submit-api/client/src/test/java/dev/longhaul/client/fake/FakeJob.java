package dev.longhaul.client.fake;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A job of the fake platform. Its prompt decides its end: FAIL, BILLED, EXPIRE and HOLD in it are obeyed. */
final class FakeJob {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    final JobId id;
    final ObjectNode request;
    private JobState state = JobState.QUEUED;

    FakeJob(JobId id, ObjectNode request) {
        this.id = id;
        this.request = request;
    }

    synchronized JobState state() {
        return state;
    }

    boolean holds() {
        return prompt().contains("HOLD");
    }

    synchronized void end() {
        if (!state.isTerminal()) {
            state = prompt().contains("FAIL")
                    ? JobState.FAILED
                    : prompt().contains("EXPIRE") ? JobState.EXPIRED : JobState.SUCCEEDED;
        }
    }

    /** Whether the cancel is accepted. */
    synchronized boolean cancel() {
        if (state.isTerminal() && state != JobState.CANCELLED) {
            return false;
        }
        state = JobState.CANCELLED;
        return true;
    }

    String prompt() {
        return request.path("messages").path(request.path("messages").size() - 1).path("content").asString("");
    }

    @Nullable
    String customId() {
        return request.path("custom_id").asString(null);
    }

    synchronized ObjectNode json() {
        ObjectNode job = MAPPER.createObjectNode().put("id", id.toString()).put("object", "job")
                .put("status", state.wire()).put("lane", request.path("lane").asString("standard"))
                .put("model", request.path("model").asString()).put("custom_id", customId());
        job.set("metadata", request.has("metadata") ? request.get("metadata") : MAPPER.createObjectNode());
        job.put("created_at", id.mintedAt().getEpochSecond());
        boolean billed = prompt().contains("BILLED");
        job.put("possibly_billed", billed);
        job.putNull("response").putNull("usage").putNull("error");
        switch (state) {
            case SUCCEEDED -> {
                attempt(job, "succeeded", 200, billed);
                job.set("response", response());
                job.set("usage", job.path("response").path("usage"));
            }
            case FAILED -> {
                attempt(job, "refused", 422, billed);
                error(job, "the provider refuses this", "provider_refused");
            }
            case EXPIRED -> error(job, "the deadline passed", "job_expired");
            case CANCELLED -> error(job, "cancelled by its owner", "job_cancelled");
            default -> job.putArray("attempts");
        }
        return job;
    }

    private static void attempt(ObjectNode job, String outcome, int status, boolean billed) {
        job.putArray("attempts").addObject().put("provider", "fake").put("outcome", outcome).put("duration_ms", 7)
                .put("http_status", status).put("possibly_billed", billed);
    }

    private static void error(ObjectNode job, String message, String code) {
        job.putObject("error").put("message", message).put("type", "invalid_request_error").putNull("param").put("code",
                code);
    }

    private ObjectNode response() {
        ObjectNode response = MAPPER.createObjectNode().put("id", "chatcmpl-" + id).put("object", "chat.completion")
                .put("model", request.path("model").asString());
        response.putArray("choices").addObject().put("index", 0).put("finish_reason", "stop").putObject("message")
                .put("role", "assistant").put("content", "echo: " + prompt());
        response.putObject("usage").put("prompt_tokens", 3).put("completion_tokens", 4).put("total_tokens", 7);
        return response;
    }
}
