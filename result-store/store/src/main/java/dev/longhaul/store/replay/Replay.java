package dev.longhaul.store.replay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A replay of dead letters.
 *
 * @param stoppedBecause
 *            why it has stopped by itself, for people; null when it has not
 * @param runner
 *            the instance that works on it; null for none
 * @param by
 *            who has created it
 */
public record Replay(String id, ReplayState state, @Nullable String stoppedBecause, ReplayPlan plan,
        ReplayProgress progress, @Nullable String runner, String by, String reason, Instant createdAt,
        Instant changedAt) {}
