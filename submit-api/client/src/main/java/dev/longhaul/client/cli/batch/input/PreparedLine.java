package dev.longhaul.client.cli.batch.input;

import tools.jackson.databind.node.ObjectNode;

/**
 * A line that can be submitted.
 *
 * @param line
 *            its number in the file, from 1
 * @param customId
 *            its own, or {@code line-} and the number
 * @param body
 *            the request, with the custom_id in it
 * @param size
 *            of the line in bytes
 * @param contentHash
 *            of the line as it stands in the file: goes into its idempotency key, so that a changed line is never taken
 *            for the one before
 */
public record PreparedLine(int line, String customId, ObjectNode body, int size, int contentHash) {}
