package dev.longhaul.client.cli.batch;

import dev.longhaul.contract.job.JobId;

/**
 * A job of this run whose result is awaited.
 *
 * @param line
 *            of the input
 * @param submission
 *            the how many-th of that line, from 1
 */
record InFlightJob(int line, int submission, String customId, JobId id) {}
