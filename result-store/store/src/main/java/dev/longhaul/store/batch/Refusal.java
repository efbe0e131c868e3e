package dev.longhaul.store.batch;

/**
 * A line of a batch that became no job.
 *
 * @param error
 *            the error as it stands in the output: {@code {"error":{…}}}
 */
public record Refusal(String customId, String error) {}
