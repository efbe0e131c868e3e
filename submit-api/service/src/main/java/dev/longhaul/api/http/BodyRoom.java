package dev.longhaul.api.http;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * How many bytes of bodies the requests of this instance hold at a time, each from before its first byte is read until
 * it is answered. Twenty thousand calls may wait, and with a megabyte each they would be more than the heap. Half of it
 * is for short bodies, so that no chat call stands behind uploads. Thread-safe.
 */
public final class BodyRoom {

    private static final String ATTRIBUTE = BodyRoom.class.getName();
    /** A chat call with a long text is shorter than this; one with pictures is not. */
    static final long SHORT_BYTES = 64 * 1024;
    private static final int UNIT = 1024;
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Half shorts;
    private final Half longs;
    private final Duration patience;

    /**
     * @param size
     *            of all bodies together
     * @param patience
     *            how long a request waits for room
     */
    public BodyRoom(DataSize size, Duration patience) {
        int half = Math.clamp(size.toBytes() / 2 / UNIT, 1, Integer.MAX_VALUE);
        this.shorts = new Half(half, new Semaphore(half));
        this.longs = new Half(half, new Semaphore(half));
        this.patience = patience;
    }

    /**
     * @param units
     *            of all that are in it at a time
     * @param free
     *            in units; not fair, because only a large one would wait for its turn
     */
    private record Half(int units, Semaphore free) {

        /** One that is larger than all takes all, and so goes alone. */
        int units(long bytes) {
            return Math.clamp(Math.ceilDiv(bytes, UNIT), 1, units);
        }
    }

    /** The place of a request; null when it did not come through our valve. */
    static @Nullable Place placeOf(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Place place ? place : null;
    }

    /** To be left when the request is answered. */
    Place attach(HttpServletRequest request) {
        Place place = new Place();
        request.setAttribute(ATTRIBUTE, place);
        return place;
    }

    /** What one request has of the room. Only for the thread that serves the request. */
    final class Place {

        private Half half = shorts;
        private int taken;

        /**
         * Waits until there is room for a body, in place of what was taken before.
         *
         * @throws ApiException
         *             when there is none for too long
         */
        void take(long bytes) {
            leave();
            half = bytes <= SHORT_BYTES ? shorts : longs;
            int units = half.units(bytes);
            try {
                if (!half.free.tryAcquire(units, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw ApiException.of(ErrorCode.OVERLOADED,
                            "This instance has as many bytes of requests in hand as it has memory for; try again shortly.")
                            .withRetryAfter(RETRY);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ApiException.of(ErrorCode.OVERLOADED, "This instance stops; try again shortly.")
                        .withRetryAfter(RETRY);
            }
            taken = units;
        }

        /** Gives back what a body did not need that turned out to be shorter. */
        void keep(long bytes) {
            int units = Math.min(taken, half.units(bytes));
            half.free.release(taken - units);
            taken = units;
        }

        void leave() {
            half.free.release(taken);
            taken = 0;
        }
    }
}
