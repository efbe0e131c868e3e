package dev.longhaul.client;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A job as the platform answered it, at one moment. The methods read what programs ask for; {@link #json} has the rest,
 * also what a newer platform adds.
 */
public final class Job {

    private final ObjectNode json;
    private final JobId id;
    private final JobState state;

    private Job(ObjectNode json, JobId id, JobState state) {
        this.json = json;
        this.id = id;
        this.state = state;
    }

    /**
     * @throws LonghaulException
     *             when the object has no id or a state that this client does not know
     */
    static Job of(JsonNode node) {
        if (node instanceof ObjectNode object) {
            Optional<JobId> id = JobId.tryParse(object.path("id").asString(""));
            Optional<JobState> state = state(object.path("status").asString(""));
            if (id.isPresent() && state.isPresent()) {
                return new Job(object, id.get(), state.get());
            }
        }
        throw LonghaulException.badAnswer("the platform answered something that is not a job", 200, null, null);
    }

    private static Optional<JobState> state(String wire) {
        try {
            return Optional.of(JobState.fromWire(wire));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public JobId id() {
        return id;
    }

    public JobState state() {
        return state;
    }

    public boolean hasEnded() {
        return state.isTerminal();
    }

    /**
     * Whether the platform has a record of the job. An id that it gave out answers {@code queued} before the record
     * exists, and so does one whose record was lost.
     */
    public boolean isRecorded() {
        return json.path("model").isString();
    }

    /** The caller's own name of the job. */
    public Optional<String> customId() {
        return text("custom_id");
    }

    public Optional<String> model() {
        return text("model");
    }

    public Optional<String> lane() {
        return text("lane");
    }

    /** When the platform accepted it, to the millisecond. */
    public Instant createdAt() {
        return id.mintedAt();
    }

    /** The chat completion of a job that succeeded. */
    public Optional<ObjectNode> response() {
        return json.get("response") instanceof ObjectNode response ? Optional.of(response) : Optional.empty();
    }

    /** The text of the first choice; empty when there is none, as with a tool call. */
    public Optional<String> answer() {
        return Optional.ofNullable(
                json.path("response").path("choices").path(0).path("message").path("content").asString(null));
    }

    /** Tokens as the provider reported them; all 0 when it did not. */
    public Tokens tokens() {
        JsonNode usage = json.path("usage").isObject() ? json.path("usage") : json.path("response").path("usage");
        return Tokens.of(usage);
    }

    /** Why the job ended without an answer, for a person. */
    public Optional<String> errorMessage() {
        return Optional.ofNullable(json.path("error").path("message").asString(null));
    }

    /** Why the job ended without an answer, as one of the platform's codes. */
    public Optional<String> errorCode() {
        return Optional.ofNullable(json.path("error").path("code").asString(null));
    }

    /** Whether an attempt may have been billed by the provider without its answer reaching the platform. */
    public boolean possiblyBilled() {
        return json.path("possibly_billed").asBoolean(false);
    }

    /** How long the provider took over the last attempt; empty when there was none. */
    public Optional<Duration> lastAttemptDuration() {
        JsonNode millis = json.path("attempts").path(json.path("attempts").size() - 1).path("duration_ms");
        return millis.isNumber() ? Optional.of(Duration.ofMillis(millis.asLong())) : Optional.empty();
    }

    /** The status that the provider gave the last attempt, when one came. */
    public OptionalInt lastHttpStatus() {
        JsonNode status = json.path("attempts").path(json.path("attempts").size() - 1).path("http_status");
        return status.isNumber() ? OptionalInt.of(status.asInt()) : OptionalInt.empty();
    }

    /** The whole object; the job's own, so copy before changing it. */
    public ObjectNode json() {
        return json;
    }

    private Optional<String> text(String field) {
        return Optional.ofNullable(json.path(field).asString(null));
    }

    @Override
    public String toString() {
        return id + " " + state.wire();
    }
}
