package dev.longhaul.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The states of a job and the one table of its transitions. Every compare-and-set of the store takes its sources from
 * here; docs/concepts.md draws the same graph and a test holds the two together.
 */
public enum JobState {

    /** Recorded and waiting. In: intake, a requeue, a replay. Out: the dispatcher, or a cancel. */
    QUEUED,
    /** Handed to a pool's queue under a dispatch epoch. In: the dispatcher. Out: a worker's report or a reconciler. */
    DISPATCHED,
    /** A worker has announced its start. In: the outcome intake. Out: the worker's outcome or a reconciler. */
    RUNNING,
    /** Ended with an answer. */
    SUCCEEDED,
    /** Ended without an answer: a dead letter. Out: a replay only. */
    FAILED,
    /** Ended by its owner. */
    CANCELLED,
    /** Ended because it could not start before its deadline. */
    EXPIRED,
    /** Ended because the tenant's plan refuses it. */
    REJECTED;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** Where a job in this state may go. */
    public Set<JobState> targets() {
        return switch (this) {
            // succeeded and failed straight from queued: a cached answer, or the late outcome of an earlier dispatch.
            case QUEUED -> EnumSet.of(DISPATCHED, SUCCEEDED, FAILED, CANCELLED, EXPIRED, REJECTED);
            // an outcome may arrive before, or without, the start that belongs to it.
            case DISPATCHED -> EnumSet.of(QUEUED, RUNNING, SUCCEEDED, FAILED, CANCELLED, EXPIRED);
            case RUNNING -> EnumSet.of(QUEUED, SUCCEEDED, FAILED, CANCELLED, EXPIRED);
            case FAILED -> EnumSet.of(QUEUED);
            case SUCCEEDED, CANCELLED, EXPIRED, REJECTED -> EnumSet.noneOf(JobState.class);
        };
    }

    public boolean canBecome(JobState target) {
        return targets().contains(target);
    }

    /** The states from which a job may come here: the filter of a compare-and-set. */
    public Set<JobState> sources() {
        EnumSet<JobState> sources = EnumSet.noneOf(JobState.class);
        for (JobState state : values()) {
            if (state.canBecome(this)) {
                sources.add(state);
            }
        }
        return sources;
    }

    /** Whether the job has ended. A failed job has ended too, although an admin may replay it. */
    public boolean isTerminal() {
        return switch (this) {
            case QUEUED, DISPATCHED, RUNNING -> false;
            case SUCCEEDED, FAILED, CANCELLED, EXPIRED, REJECTED -> true;
        };
    }

    /** The name in messages, documents and the API: lower case. */
    @JsonValue
    public String wire() {
        return wire;
    }

    /**
     * @throws IllegalArgumentException
     *             when there is no such state
     */
    @JsonCreator
    public static JobState fromWire(String wire) {
        return Arrays.stream(values()).filter(state -> state.wire.equals(wire)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such job state: " + wire));
    }
}
