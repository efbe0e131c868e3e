package dev.longhaul.worker.lane;

import dev.longhaul.contract.job.Lane;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A line for each lane and one set of slots that serves them: a waiting job starts as soon as {@link LaneChoice} lets
 * it. A job that is not wanted any more may give its place up, or stay in its line until its turn comes. Thread-safe;
 * starts run outside the lock.
 *
 * @param <T>
 *            what waits
 */
public final class LaneLines<T> {

    private final int slots;
    private final int reserve;
    private final Predicate<T> wanted;
    private final Consumer<T> starter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Lane, Line> lines = new EnumMap<>(Lane.class);
    private final LaneChoice.Loads loads = new Loads();
    private boolean closed;

    /**
     * @param slots
     *            jobs that run at a time, at least 1
     * @param reserve
     *            slots that only interactive jobs may take, fewer than {@code slots}
     * @param wanted
     *            asked once at a job's turn; a job that is not wanted leaves its line without a slot
     * @param starter
     *            starts a job and returns at once; whoever runs the job calls {@link #release} at its end
     */
    public LaneLines(int slots, int reserve, Predicate<T> wanted, Consumer<T> starter) {
        if (slots < 1 || reserve < 0 || reserve >= slots) {
            throw new IllegalArgumentException("slots " + slots + ", reserve " + reserve);
        }
        this.slots = slots;
        this.reserve = reserve;
        this.wanted = wanted;
        this.starter = starter;
        for (Lane lane : Lane.values()) {
            lines.put(lane, new Line());
        }
    }

    /**
     * Puts a job at the end of its lane's line; it may start before this returns.
     *
     * @return its place in the line
     */
    public Place add(Lane lane, T job) {
        Place place = new Place(lane, job);
        lock.lock();
        try {
            line(lane).waiting.addLast(place);
        } finally {
            lock.unlock();
        }
        serve();
        return place;
    }

    /** A job of this lane has ended: its slot is free. */
    public void release(Lane lane) {
        lock.lock();
        try {
            line(lane).running--;
        } finally {
            lock.unlock();
        }
        serve();
    }

    /** Starts nothing any more. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            lines.values().forEach(line -> line.waiting.clear());
        } finally {
            lock.unlock();
        }
    }

    private void serve() {
        T next = take();
        while (next != null) {
            starter.accept(next);
            next = take();
        }
    }

    private @Nullable T take() {
        lock.lock();
        try {
            Lane lane = closed ? null : LaneChoice.next(loads, slots, reserve);
            while (lane != null) {
                T job = line(lane).waiting.removeFirst().job;
                if (wanted.test(job)) {
                    line(lane).running++;
                    countTurn(line(lane));
                    return job;
                }
                lane = LaneChoice.next(loads, slots, reserve);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void countTurn(Line served) {
        for (Line line : lines.values()) {
            line.passedOver = line == served || line.waiting.isEmpty() ? 0 : line.passedOver + 1;
        }
    }

    private Line line(Lane lane) {
        return Objects.requireNonNull(lines.get(lane));
    }

    /** Jobs in a lane's line. */
    public int waiting(Lane lane) {
        lock.lock();
        try {
            return loads.waiting(lane);
        } finally {
            lock.unlock();
        }
    }

    /** Jobs that have a slot. */
    public int running() {
        lock.lock();
        try {
            return lines.values().stream().mapToInt(line -> line.running).sum();
        } finally {
            lock.unlock();
        }
    }

    /** A waiting job's place in its line. */
    public final class Place {

        private final Lane lane;
        private final T job;

        private Place(Lane lane, T job) {
            this.lane = lane;
            this.job = job;
        }

        /** Gives it up, in the same time however long the line is; does nothing when the job's turn has come. */
        public void leave() {
            lock.lock();
            try {
                line(lane).waiting.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    private final class Line {

        final SequencedSet<Place> waiting = new LinkedHashSet<>();
        int running;
        int passedOver;
    }

    /** Read under the lock. */
    private final class Loads implements LaneChoice.Loads {

        @Override
        public int waiting(Lane lane) {
            return line(lane).waiting.size();
        }

        @Override
        public int running(Lane lane) {
            return line(lane).running;
        }

        @Override
        public int passedOver(Lane lane) {
            return line(lane).passedOver;
        }
    }
}
