package dev.longhaul.dispatcher.dispatch;

import java.time.Clock;
import java.time.Duration;

/** Whether the broker takes messages: after a refusal nothing is sent for a moment. Thread-safe. */
public final class LinkState {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Clock clock;
    private volatile long closedUntil;

    public LinkState(Clock clock) {
        this.clock = clock;
    }

    void refused() {
        closedUntil = clock.millis() + PAUSE.toMillis();
    }

    public boolean isOpen() {
        return clock.millis() >= closedUntil;
    }
}
