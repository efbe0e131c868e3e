package dev.longhaul.client;

import java.time.Duration;

/**
 * A call failed and will be made again.
 *
 * @param failure
 *            why
 * @param failures
 *            of this call so far, from 1
 * @param delay
 *            before the next try
 */
public record Retry(LonghaulException failure, int failures, Duration delay) {}
