package dev.longhaul.bench.kill;

import java.time.Instant;

/**
 * A service that was killed and started again.
 *
 * @param killedAt
 *            by the wall clock
 * @param killedNanos
 *            by {@link System#nanoTime}
 * @param readyNanos
 *            when it was up again
 */
record Kill(String service, Instant killedAt, long killedNanos, long readyNanos) {}
