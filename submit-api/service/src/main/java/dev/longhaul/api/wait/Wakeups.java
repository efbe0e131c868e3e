package dev.longhaul.api.wait;

import dev.longhaul.api.http.ClientConnection;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Waits for signals within a time, and looks every second or so whether the client is still there. Thread-safe. */
public final class Wakeups {

    private final Duration hangUpCheck;
    private final LongSupplier nanoTime;

    /**
     * @param hangUpCheck
     *            between two looks at the client's connection
     * @param nanoTime
     *            as {@link System#nanoTime}
     */
    public Wakeups(Duration hangUpCheck, LongSupplier nanoTime) {
        this.hangUpCheck = hangUpCheck;
        this.nanoTime = nanoTime;
    }

    /** Begins a wait. */
    public Wait begin(Watch watch, Duration most, ClientConnection client) {
        return new Wait(watch, nanoTime.getAsLong() + most.toNanos(), client);
    }

    /** One call's wait. For the thread that serves the call. */
    public final class Wait {

        private final Watch watch;
        private final long end;
        private final ClientConnection client;
        private boolean clientGone;

        private Wait(Watch watch, long end, ClientConnection client) {
            this.watch = watch;
            this.end = end;
            this.client = client;
        }

        /** The next signal; null when the time is up or the client has gone. */
        public @Nullable Signal next() {
            while (!clientGone) {
                long left = end - nanoTime.getAsLong();
                Signal signal = watch.next(Duration.ofNanos(Math.clamp(left, 0, hangUpCheck.toNanos())));
                if (signal != null) {
                    return signal;
                }
                if (left <= hangUpCheck.toNanos()) {
                    return null;
                }
                clientGone = client.isGone();
            }
            return null;
        }

        /** The next signal within a shorter time; null when there is none, the time is up or the client has gone. */
        public @Nullable Signal next(Duration most) {
            return new Wait(watch, Math.min(end, nanoTime.getAsLong() + most.toNanos()), client).nextOf(this);
        }

        private @Nullable Signal nextOf(Wait whole) {
            Signal signal = next();
            whole.clientGone |= clientGone;
            return signal;
        }

        public boolean isClientGone() {
            return clientGone;
        }

        public boolean isTimeUp() {
            return nanoTime.getAsLong() - end >= 0;
        }
    }
}
