package dev.longhaul.store.batch;

import dev.longhaul.contract.webhook.EventType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Where a batch is, in OpenAI's words, and the one table of its ways. */
public enum BatchStatus {

    /** Its file is being checked. In: the client. Out: the runner, or a cancel. */
    VALIDATING,
    /** Its file is no good, or was deleted before all of it was read. */
    FAILED,
    /** Its lines become jobs and run. Out: the runner, or a cancel. */
    IN_PROGRESS,
    /** All its jobs have ended and its files are being written. */
    FINALIZING,
    /** All its lines have run, whatever came of them. */
    COMPLETED,
    /** Some of its lines did not run within the window. */
    EXPIRED,
    /** Its owner has stopped it: its jobs end and its files are written. */
    CANCELLING,
    /** It was stopped; what had run by then is in its files. */
    CANCELLED;

    /** Where a batch in this status may go. */
    public Set<BatchStatus> targets() {
        return switch (this) {
            case VALIDATING -> EnumSet.of(IN_PROGRESS, FAILED, CANCELLING);
            case IN_PROGRESS -> EnumSet.of(FINALIZING, FAILED, CANCELLING);
            case FINALIZING -> EnumSet.of(COMPLETED, EXPIRED);
            case CANCELLING -> EnumSet.of(CANCELLED);
            case FAILED, COMPLETED, EXPIRED, CANCELLED -> EnumSet.noneOf(BatchStatus.class);
        };
    }

    public boolean canBecome(BatchStatus target) {
        return targets().contains(target);
    }

    /** Whether the batch has ended. */
    public boolean isTerminal() {
        return targets().isEmpty();
    }

    /** What webhooks tell of this end; empty for what is no end. */
    public Optional<EventType> event() {
        return switch (this) {
            case COMPLETED -> Optional.of(EventType.BATCH_COMPLETED);
            case FAILED -> Optional.of(EventType.BATCH_FAILED);
            case EXPIRED -> Optional.of(EventType.BATCH_EXPIRED);
            case CANCELLED -> Optional.of(EventType.BATCH_CANCELLED);
            case VALIDATING, IN_PROGRESS, FINALIZING, CANCELLING -> Optional.empty();
        };
    }

    /** The name in documents and the API: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException
     *             when there is no such status
     */
    public static BatchStatus fromWire(String wire) {
        return Arrays.stream(values()).filter(status -> status.wire().equals(wire)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such batch status: " + wire));
    }
}
