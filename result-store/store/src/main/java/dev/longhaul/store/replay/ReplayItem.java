package dev.longhaul.store.replay;

import dev.longhaul.contract.job.JobId;

/**
 * One job of a replay's selection.
 *
 * @param generation
 *            that failed, and that is to be followed by the next: a job that has gone on since is left alone
 */
public record ReplayItem(JobId id, int generation) {}
