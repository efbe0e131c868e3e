package dev.longhaul.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets time pass; a test puts its own in place. */
@FunctionalInterface
interface Pause {

    Pause REAL = duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());

    void pause(Duration duration) throws InterruptedException;
}
