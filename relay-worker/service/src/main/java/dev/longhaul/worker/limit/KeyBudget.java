package dev.longhaul.worker.limit;

import dev.longhaul.contract.job.Lane;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * This worker's part of what a provider allows one key for one model. Calls take a turn: interactive ones first, then
 * in the order in which they came. A turn uses up a request and the estimated tokens, and settles the tokens after the
 * call. Limits that are not configured are learnt from the answers. Thread-safe.
 */
public final class KeyBudget {

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
    private final TreeSet<Turn> waiting = new TreeSet<>(
            Comparator.<Turn, Lane>comparing(turn -> turn.lane).thenComparingLong(turn -> turn.number));
    private final ParallelLimit parallel;
    private final Demand demand;
    private @Nullable MinuteBudget requests;
    private @Nullable MinuteBudget tokens;
    private double part;
    /** Since when there is a limit to share, and so a wish. */
    private long limitedAt;
    private long turns;
    private long waitingTokens;
    private long waitingSince;
    /** What the others have been told; null while they have not. */
    private @Nullable Double wished;

    /**
     * @param part
     *            of the limits that is this worker's, above 0, to 1
     */
    KeyBudget(Limits configured, double part, TimeMeter time) {
        this.configured = configured;
        this.part = part;
        this.time = time;
        this.parallel = new ParallelLimit(time);
        this.demand = new Demand(time);
        this.limitedAt = time.currentTimeNanos();
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
            demand.use(1, turn.estimate);
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
        demand.use(-1, 0);
        if (requests != null) {
            requests.correct(-1);
        }
        correct(-turn.estimate);
    }

    private synchronized void correct(long moreTokens) {
        demand.use(0, moreTokens);
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
        if (!isLimited()) {
            limitedAt = time.currentTimeNanos();
        }
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
        double wish = demand.look(requests, tokens, waiting.isEmpty() ? 0 : time.currentTimeNanos() - waitingSince);
        wished = wish;
        return wish;
    }

    /**
     * Follows a new division, as far as it has listened for long enough to have heard what the others want.
     *
     * @param others
     *            what each of the others wants
     */
    synchronized void share(Collection<Double> others) {
        if (wished == null) {
            return;
        }
        double newPart = Shares.of(wished, others);
        part = time.currentTimeNanos() - limitedAt < CAUTIOUS.toNanos() ? Math.min(part, newPart) : newPart;
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
