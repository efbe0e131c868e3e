package dev.longhaul.client;

import dev.longhaul.contract.job.JobId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What became of one request of a bulk submit. */
public sealed interface Submission {

    /** Accepted for good: the job will end. */
    record Accepted(JobId id) implements Submission {}

    /**
     * Not accepted.
     *
     * @param status
     *            the HTTP status of this line; 0 when no answer came, and then the job may exist
     * @param code
     *            one of the platform's codes
     * @param message
     *            what is wrong
     * @param error
     *            the error as the platform gave it, in OpenAI's format without the outer {@code error}
     */
    record Refused(int status, @Nullable String code, String message, ObjectNode error) implements Submission {

        /** Whether the same request may be accepted a little later. */
        public boolean isTemporary() {
            return status == 0 || RetryPolicy.repeats(status, true);
        }

        static Refused of(int status, ObjectNode error) {
            return new Refused(status, error.path("code").asString(null),
                    error.path("message").asString("refused with status " + status), error);
        }

        static Refused of(LonghaulException failure) {
            String message = String.valueOf(failure.getMessage());
            ObjectNode error = Json.MAPPER.createObjectNode().put("message", message)
                    .put("type", failure.status() < 500 ? "invalid_request_error" : "server_error")
                    .put("param", failure.param().orElse(null)).put("code", failure.code().orElse(null));
            return new Refused(failure.status(), failure.code().orElse(null), message, error);
        }
    }
}
