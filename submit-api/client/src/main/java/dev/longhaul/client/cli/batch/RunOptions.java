package dev.longhaul.client.cli.batch;

import java.time.Duration;

/**
 * How a run goes, without what goes into its requests.
 *
 * @param maxInFlight
 *            jobs that are submitted and not fetched at a time: bounds the memory
 * @param maxOutage
 *            for how long the platform may be away
 * @param ordered
 *            whether results end in the order of the input
 * @param retryFailed
 *            whether lines that failed are submitted again
 */
record RunOptions(int maxInFlight, Duration maxOutage, boolean ordered, boolean retryFailed) {}
