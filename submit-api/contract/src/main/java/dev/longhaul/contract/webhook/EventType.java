package dev.longhaul.contract.webhook;

import dev.longhaul.contract.job.JobState;
import java.util.Arrays;
import java.util.Optional;

/** What webhooks tell of. */
public enum EventType {

    JOB_SUCCEEDED("job.succeeded"), JOB_FAILED("job.failed"), JOB_CANCELLED("job.cancelled"), JOB_EXPIRED(
            "job.expired"), JOB_REJECTED("job.rejected"), BATCH_COMPLETED("batch.completed"), BATCH_FAILED(
                    "batch.failed"), BATCH_EXPIRED("batch.expired"), BATCH_CANCELLED(
                            "batch.cancelled"),
    /** A tenant, or one of its keys, has spent so much of a budget. */
    QUOTA_THRESHOLD("quota.threshold"),
    /** An endpoint gets nothing any more, because it failed for too long or said that it is gone. */
    ENDPOINT_DISABLED("endpoint.disabled");

    private final String wire;

    EventType(String wire) {
        this.wire = wire;
    }

    /** That of a job's end. */
    public static EventType of(JobState end) {
        return switch (end) {
            case SUCCEEDED -> JOB_SUCCEEDED;
            case FAILED -> JOB_FAILED;
            case CANCELLED -> JOB_CANCELLED;
            case EXPIRED -> JOB_EXPIRED;
            case REJECTED -> JOB_REJECTED;
            case QUEUED, DISPATCHED, RUNNING -> throw new IllegalArgumentException(end + " is not an end");
        };
    }

    public static Optional<EventType> fromWire(String wire) {
        return Arrays.stream(values()).filter(type -> type.wire.equals(wire)).findFirst();
    }

    /** The name in messages, documents and the API. */
    public String wire() {
        return wire;
    }
}
