package dev.longhaul.worker.attempt;

import dev.longhaul.worker.stop.StopSignal;
import java.time.Duration;

/** Waits between attempts. */
@FunctionalInterface
public interface Pauses {

    /** Sits out a pause, or as much of it as passes until the job is asked to stop. */
    void pause(Duration duration, StopSignal stop);

    /** Waits for real. */
    static Pauses real() {
        return (duration, stop) -> stop.await(duration);
    }
}
