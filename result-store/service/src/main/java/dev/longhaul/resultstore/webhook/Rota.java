package dev.longhaul.resultstore.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: for each queue the time of the next look, and how much may be under way and begun. A queue that has
 * as much under way as it may is not looked at, so a recipient that does not answer keeps back nobody but itself; and
 * while it fails it may have only {@value #WHILE_FAILING}. Thread-safe.
 */
final class Rota {

    private static final int WHILE_FAILING = 2;

    private final int most;
    private final double perSecond;
    private final Map<String, Place> places = new HashMap<>();
    private final Semaphore changes = new Semaphore(0);

    /**
     * @param most
     *            deliveries under way at a time, of each queue
     * @param perSecond
     *            deliveries begun in a second, of each queue
     */
    Rota(int most, double perSecond) {
        this.most = most;
        this.perSecond = perSecond;
    }

    /** Has a queue looked at, no later than then. */
    synchronized void look(String queue, Instant at) {
        Place place = places.computeIfAbsent(queue, name -> new Place(Math.max(1, perSecond), at));
        if (place.lookAt == null || at.isBefore(place.lookAt)) {
            place.lookAt = at;
        }
        changed();
    }

    /** The queues to look at now; each is out of the rota until {@link #looked}. */
    synchronized List<Turn> turns(Instant now) {
        places.values().removeIf(place -> place.isIdle(now, perSecond));
        List<Turn> turns = new ArrayList<>();
        places.forEach((queue, place) -> {
            if (!place.looking && place.lookAt != null && !place.lookAt.isAfter(now)) {
                place.refill(now, perSecond);
                int free = (int) Math.min((place.failing ? WHILE_FAILING : most) - place.underWay,
                        Math.floor(place.tokens));
                if (free > 0) {
                    place.looking = true;
                    place.lookAt = null;
                    turns.add(new Turn(queue, free));
                }
            }
        });
        return turns;
    }

    /**
     * Notes what a look has found.
     *
     * @param begun
     *            deliveries, each of which ends with {@link #ended}
     * @param next
     *            when to look again; null when there is no more
     */
    synchronized void looked(String queue, int begun, @Nullable Instant next) {
        Place place = place(queue);
        place.looking = false;
        place.underWay += begun;
        place.tokens -= begun;
        if (next != null) {
            look(queue, next);
        }
        changed();
    }

    /**
     * Notes that a delivery has ended.
     *
     * @param taken
     *            false when its recipient has failed
     * @param next
     *            when to look again; null for no need
     */
    synchronized void ended(String queue, boolean taken, @Nullable Instant next) {
        Place place = place(queue);
        place.underWay--;
        place.failing = !taken;
        if (next != null) {
            look(queue, next);
        }
        changed();
    }

    /** Waits until something may have changed, and not longer than this. */
    void await(Duration longest) throws InterruptedException {
        if (changes.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            changes.drainPermits();
        }
    }

    private void changed() {
        if (changes.availablePermits() == 0) {
            changes.release();
        }
    }

    /** Deliveries under way. */
    synchronized int underWay() {
        return places.values().stream().mapToInt(place -> place.underWay).sum();
    }

    private Place place(String queue) {
        Place place = places.get(queue);
        if (place == null) {
            throw new IllegalStateException("nobody looked at " + queue);
        }
        return place;
    }

    /**
     * A queue to look at.
     *
     * @param most
     *            deliveries that may be begun
     */
    record Turn(String queue, int most) {}

    private static final class Place {

        private @Nullable Instant lookAt;
        private boolean looking;
        private int underWay;
        private boolean failing;
        private double tokens;
        private Instant refilledAt;

        Place(double tokens, Instant now) {
            this.tokens = tokens;
            this.refilledAt = now;
        }

        void refill(Instant now, double perSecond) {
            double more = Duration.between(refilledAt, now).toMillis() * perSecond / 1_000;
            if (more > 0) {
                tokens = Math.min(Math.max(1, perSecond), tokens + more);
                refilledAt = now;
            }
        }

        /** Whether a new place would be just as this one. */
        boolean isIdle(Instant now, double perSecond) {
            if (lookAt != null || looking || underWay > 0) {
                return false;
            }
            refill(now, perSecond);
            return tokens >= Math.max(1, perSecond);
        }
    }
}
