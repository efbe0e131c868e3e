package dev.longhaul.store.replay;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The states of a replay and the one table of its transitions. */
public enum ReplayState {

    /** Jobs go out, or the last of them have not ended. In: its creation, a resume. Out: an administrator, its end. */
    RUNNING,
    /** An administrator lets it wait. Out: a resume or a cancel. */
    PAUSED,
    /** It has stopped by itself, because too many of its jobs failed again. Out: a resume or a cancel. */
    STOPPED,
    /** All its jobs have ended. */
    COMPLETED,
    /** An administrator has ended it. Jobs that had gone out go on. */
    CANCELLED;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** Where a replay in this state may go. */
    public Set<ReplayState> targets() {
        return switch (this) {
            case RUNNING -> EnumSet.of(PAUSED, STOPPED, COMPLETED, CANCELLED);
            case PAUSED, STOPPED -> EnumSet.of(RUNNING, CANCELLED);
            case COMPLETED, CANCELLED -> EnumSet.noneOf(ReplayState.class);
        };
    }

    public boolean canBecome(ReplayState target) {
        return targets().contains(target);
    }

    /** The name in documents and the API: lower case. */
    public String wire() {
        return wire;
    }

    /**
     * @throws IllegalArgumentException
     *             when there is no such state
     */
    public static ReplayState fromWire(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
