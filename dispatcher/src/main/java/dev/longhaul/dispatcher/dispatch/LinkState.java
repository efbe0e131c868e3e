package dev.longhaul.dispatcher.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Whether the broker takes messages: it is connected, and has refused nothing a moment ago. Thread-safe. */
public final class LinkState {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Clock clock;
    private final BooleanSupplier connected;
    private volatile long closedUntil;

    public LinkState(Clock clock, BooleanSupplier connected) {
        this.clock = clock;
        this.connected = connected;
    }

    void refused() {
        closedUntil = clock.millis() + PAUSE.toMillis();
    }

    public boolean isOpen() {
        return clock.millis() >= closedUntil && connected.getAsBoolean();
    }
}
