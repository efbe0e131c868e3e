package dev.longhaul.client;

import dev.longhaul.contract.job.JobId;
import java.util.List;

/**
 * The answer of a lookup.
 *
 * @param ended
 *            jobs that have ended, with their responses
 * @param pending
 *            ids of those that have not
 */
public record Lookup(List<Job> ended, List<JobId> pending) {}
