package dev.longhaul.bench.fairness;

import java.time.Duration;

/**
 * What tenant A has waiting when tenant B comes, and what B asks then.
 *
 * @param backlog
 *            A's jobs, in the batch lane
 * @param batch
 *            B's jobs, in the same lane, at least 2
 * @param rounds
 *            how often B runs its batch, one after the other
 * @param chatsPerSecond
 *            B's chat calls, before its batches
 * @param chats
 *            how long B makes chat calls
 */
record NewcomerLoad(int backlog, int batch, int rounds, double chatsPerSecond, Duration chats) {}
