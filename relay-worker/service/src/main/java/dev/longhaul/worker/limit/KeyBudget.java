package dev.longhaul.worker.limit;

import dev.longhaul.contract.job.Lane;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * This worker's part of what a provider allows one key for one model. Calls take a turn: interactive ones first, then
 * in the order in which they came. A turn uses up a request and the estimated tokens, and settles the tokens after the
 * call. Limits that are not configured are learnt from the answers. Thread-safe.
 */
public final class KeyBudget {

    /** What one wants that has calls waiting: more than there is. */
    private static final double EVERYTHING = 1_000;
    /** One that uses so much of the limit may want more in the next moment. */
    private static final double GROWTH = 1.5;
    /** How long use is remembered: a single call within half a second is not yet a rate. */
    private static final double MEMORY_NANOS = 5e9;
    /** Longest time between two looks: the worker's part may grow meanwhile. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    /** Two wishes of every other worker, and their way. */
    private static final Duration CAUTIOUS = KeyBudgets.INTERVAL.multipliedBy(2).plusMillis(250);
    private static final Duration UNTIL_ONE_ENDS = Duration.ofMillis(20);
    /** Those that stand behind so many look less often: a thousand must not be busy with waiting. */
    private static final long NEAR = 50;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);

    private final Limits configured;
    private final TimeMeter time;
    private final long bornAt;
    private final TreeSet<Turn> waiting = new TreeSet<>(
            Comparator.<Turn, Lane>comparing(turn -> turn.lane).thenComparingLong(turn -> turn.number));
    private final ParallelLimit parallel;
    private @Nullable MinuteBudget requests;
    private @Nullable MinuteBudget tokens;
    private double part;
    private long turns;
    private long waitingTokens;
    // for the next wish
    private long usedRequests;
    private long usedTokens;
    private double usedPart;
    private long lookedAt;
    private long waitingSince;

    /**
     * @param part
     *            of the limits that is this worker's, above 0, to 1
     */
    KeyBudget(Limits configured, double part, TimeMeter time) {
        this.configured = configured;
        this.part = part;
        this.time = time;
        this.parallel = new ParallelLimit(time);
        this.bornAt = time.currentTimeNanos();
        this.lookedAt = bornAt;
        this.requests = budget(null, configured.requestsPerMinute());
        this.tokens = budget(null, configured.tokensPerMinute());
        if (isLimited()) {
            parallel.answered();
        }
    }

    private @Nullable MinuteBudget budget(@Nullable MinuteBudget known, @Nullable Long perMinute) {
        if (perMinute == null) {
            return known;
        }
        if (known == null) {
            return new MinuteBudget(perMinute, part, time);
        }
        known.adapt(perMinute, part);
        return known;
    }

    /** One call that wants to be made. */
    public final class Turn {

        private final Lane lane;
        private final long number;
        private final long estimate;
        private long begunAt;
        private boolean come;

        private Turn(Lane lane, long number, long estimate) {
            this.lane = lane;
            this.number = number;
            this.estimate = estimate;
        }

        /** Zero when the call may be made now: it has used its part then. Otherwise when to look again. */
        public Duration look() {
            return lookAt(this);
        }

        /** The call is not made, whether it has come to its turn or not. */
        public void leave() {
            left(this);
        }

        /** The call was not made, though it had come to its turn. */
        public void giveBack() {
            unused(this);
        }

        /**
         * The call has ended.
         *
         * @param used
         *            tokens of prompt and completion; null when they are not known, and the estimate stays
         */
        public void end(@Nullable Long used) {
            ended(this, used);
        }

        /** The provider did not take the call because there were too many. */
        public void refuse() {
            refused(this);
        }
    }

    /**
     * @param estimate
     *            of its tokens, prompt and completion
     */
    public synchronized Turn enter(Lane lane, long estimate) {
        Turn turn = new Turn(lane, turns++, estimate);
        if (waiting.isEmpty()) {
            waitingSince = time.currentTimeNanos();
        }
        waiting.add(turn);
        waitingTokens += estimate;
        return turn;
    }

    private synchronized Duration lookAt(Turn turn) {
        letCome();
        if (turn.come) {
            return Duration.ZERO;
        }
        long calls = placeOf(turn);
        Duration limits = waitFor(calls, waitingTokens * calls / waiting.size());
        Duration pause = limits.isZero()
                ? UNTIL_ONE_ENDS.multipliedBy(Math.max(1, calls / NEAR))
                : longer(limits, SHORTEST_PAUSE);
        return pause.compareTo(LOOK_AGAIN) < 0 ? pause : LOOK_AGAIN;
    }

    /** Whoever looks does it for all, so that the first in the line need not look all the time. */
    private void letCome() {
        while (!waiting.isEmpty() && allows(waiting.first()) && parallel.allowsMore()) {
            Turn turn = waiting.first();
            drop(turn);
            turn.come = true;
            turn.begunAt = time.currentTimeNanos();
            parallel.begin();
            usedRequests++;
            usedTokens += turn.estimate;
            if (requests != null) {
                requests.use(1);
            }
            if (tokens != null) {
                tokens.use(turn.estimate);
            }
        }
    }

    /** About, and at once: 1 for the first. */
    private long placeOf(Turn turn) {
        Turn first = waiting.first();
        return turn.lane == first.lane
                ? Math.min(waiting.size(), turn.number - first.number + 1)
                : waiting.size();
    }

    private void drop(Turn turn) {
        if (waiting.remove(turn)) {
            waitingTokens -= turn.estimate;
        }
    }

    private boolean allows(Turn turn) {
        return (requests == null || requests.allows(1)) && (tokens == null || tokens.allows(turn.estimate));
    }

    private synchronized void left(Turn turn) {
        if (turn.come) {
            unused(turn);
        } else {
            drop(turn);
        }
    }

    private synchronized void ended(Turn turn, @Nullable Long used) {
        parallel.end();
        if (used != null) {
            correct(used - turn.estimate);
        }
        letCome();
    }

    private synchronized void refused(Turn turn) {
        if (isLimited()) {
            // its limits are known: that it was too fast is no reason to do less at a time
            parallel.end();
        } else {
            parallel.refused(turn.begunAt);
        }
        correct(-turn.estimate);
    }

    private synchronized void unused(Turn turn) {
        parallel.unused();
        usedRequests--;
        if (requests != null) {
            requests.correct(-1);
        }
        correct(-turn.estimate);
    }

    private synchronized void correct(long moreTokens) {
        usedTokens += moreTokens;
        if (tokens != null) {
            tokens.correct(moreTokens);
        }
    }

    /** How long a call that comes now would have to wait; zero when no limit is known. */
    public synchronized Duration waitFor(long estimate) {
        return waitFor(waiting.size() + 1L, waitingTokens + estimate);
    }

    private Duration waitFor(long calls, long estimates) {
        return longer(requests == null ? Duration.ZERO : requests.waitFor(calls),
                tokens == null ? Duration.ZERO : tokens.waitFor(estimates));
    }

    /** Learns from an answer. */
    public synchronized void learn(RateStatus status) {
        parallel.answered();
        requests = learn(requests, configured.requestsPerMinute(), status.requests());
        tokens = learn(tokens, configured.tokensPerMinute(), status.tokens());
        letCome();
    }

    private @Nullable MinuteBudget learn(@Nullable MinuteBudget known, @Nullable Long fixed,
            RateStatus.@Nullable Window window) {
        if (window == null) {
            return known;
        }
        MinuteBudget budget = budget(known, fixed == null ? window.perMinute() : Math.min(fixed, window.perMinute()));
        if (budget != null) {
            budget.atMost(window.remaining());
        }
        return budget;
    }

    /** Whether there is a limit to share. */
    final synchronized boolean isLimited() {
        return requests != null || tokens != null;
    }

    /** What this worker wants, as a part of the whole limit, by what was asked for since the last wish. */
    synchronized double wish() {
        long now = time.currentTimeNanos();
        long nanos = Math.max(1, now - lookedAt);
        double minutes = nanos / (double) Duration.ofMinutes(1).toNanos();
        double usedNow = Math.max(partOf(requests, usedRequests, minutes), partOf(tokens, usedTokens, minutes));
        usedPart += (1 - Math.exp(-nanos / MEMORY_NANOS)) * (usedNow - usedPart);
        usedRequests = 0;
        usedTokens = 0;
        lookedAt = now;
        boolean saturated = !waiting.isEmpty() && now - waitingSince > nanos / 2;
        return saturated ? EVERYTHING : usedPart * GROWTH;
    }

    private static double partOf(@Nullable MinuteBudget budget, long used, double minutes) {
        return budget == null ? 0 : used / minutes / budget.perMinute();
    }

    /** Follows a new division, as far as it is old enough to have heard what the others want. */
    synchronized void share(double newPart) {
        part = time.currentTimeNanos() - bornAt < CAUTIOUS.toNanos() ? Math.min(part, newPart) : newPart;
        if (requests != null) {
            requests.adapt(requests.perMinute(), part);
        }
        if (tokens != null) {
            tokens.adapt(tokens.perMinute(), part);
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
