package dev.longhaul.contract.error;

import java.util.Locale;

/**
 * The stable codes of the API's errors and of failed jobs, with the HTTP status that carries each. docs/reference says
 * what a caller does about each; a test holds that table against this one.
 */
public enum ErrorCode {

    INVALID_JSON(400), INVALID_PARAMETER(400), MISSING_PARAMETER(400), UNKNOWN_PARAMETER(400), JSON_TOO_DEEP(
            400), MODEL_NOT_FOUND(404), INVALID_LANE(400), INVALID_CURSOR(400), IDEMPOTENCY_KEY_INVALID(400),
    /** No API key, or one that is not known. */
    INVALID_API_KEY(401),
    /** A key that is good, for something else. */
    ADMIN_KEY_REQUIRED(403),
    /** An admin key that may not do this. */
    PERMISSION_MISSING(403),
    /** The tenant's plan allows nobody who serves the model. */
    MODEL_NOT_ALLOWED(403), JOB_NOT_FOUND(404), FILE_NOT_FOUND(404), BATCH_NOT_FOUND(404), NOT_FOUND(
            404), METHOD_NOT_ALLOWED(405),
    /** The job has ended and cannot be changed any more. */
    JOB_ENDED(409),
    /** The job has not ended, and what was to be done is only for jobs that have. */
    JOB_NOT_ENDED(409),
    /** The job is with a worker, and what was to be changed is only for jobs that wait. */
    JOB_STARTED(409),
    /** The batch has ended, or all its lines have, and there is nothing left to cancel. */
    BATCH_ENDED(409),
    /** A batch that has not ended reads the file. */
    FILE_IN_USE(409),
    /** What was to be changed has been changed by somebody else in the meantime. */
    REVISION_CONFLICT(409),
    /** The dead letters are not those any more that a dry run was made for. */
    SELECTION_CHANGED(409),
    /** The replay has come to a state from which there is no way to what was asked for. */
    REPLAY_STATE_CONFLICT(409),
    /** The provider has this key already, or another one of this name. */
    PROVIDER_KEY_EXISTS(409),
    /** Keys cannot be encrypted for the workers: nobody has told this instance their public key. */
    WORKER_KEYSET_MISSING(409),
    /** Nobody has told this instance the key that webhooks' secrets are encrypted with. */
    WEBHOOK_KEY_MISSING(409),
    /** The recipient of a test did not take it. */
    WEBHOOK_TEST_FAILED(422), REQUEST_TOO_LARGE(413), UNSUPPORTED_MEDIA_TYPE(415),
    /** The same Idempotency-Key with another body. */
    IDEMPOTENCY_KEY_REUSED(422), RATE_LIMIT_EXCEEDED(429), QUOTA_EXCEEDED(429),
    /** The job log cannot accept jobs now; nothing has happened. */
    QUEUE_UNAVAILABLE(503),
    /** The record cannot be asked now. */
    STORE_UNAVAILABLE(503),
    /** The instance stops, or cannot take more waiting requests. */
    OVERLOADED(503),
    /** The answer did not come within the caller's time; the job goes on and can be polled. */
    JOB_TIMEOUT(504),
    /** A stream broke off and cannot be continued; the job goes on and can be polled. */
    STREAM_INTERRUPTED(502), INTERNAL_ERROR(500),

    // How a job can end without an answer; a waiting call gets these too.
    JOB_CANCELLED(409), JOB_EXPIRED(408),
    /** The provider refused the request for good. */
    PROVIDER_REFUSED(400),
    /** No provider of the model can do what the request asks for. */
    UNSUPPORTED_BY_PROVIDER(400),
    /** Prompt and answer are longer than the model can have. */
    CONTEXT_LENGTH_EXCEEDED(400),
    /** The provider's filter does not let the request pass. */
    CONTENT_FILTERED(400),
    /** The provider failed on every attempt. */
    PROVIDER_UNAVAILABLE(502),
    /** The provider's answer could not be read. */
    PROVIDER_BAD_ANSWER(502),
    /** No key that the provider accepts. */
    PROVIDER_KEY_UNUSABLE(502),
    /** An attempt may have been carried out and billed, and the job says not to ask again. */
    OUTCOME_UNKNOWN(502),
    /** The job was handed out too often without an outcome. */
    DISPATCHES_EXHAUSTED(502);

    private final int httpStatus;
    private final String wire = name().toLowerCase(Locale.ROOT);

    ErrorCode(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** The code as it stands in answers: lower case. */
    public String wire() {
        return wire;
    }

    /** OpenAI's {@code type} of an error with this status. */
    public String type() {
        return switch (httpStatus) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> httpStatus < 500 ? "invalid_request_error" : "server_error";
        };
    }
}
