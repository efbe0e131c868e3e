package dev.longhaul.store.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What a batch is to do. It never changes.
 *
 * @param keyId
 *            the name of the API key by which it was created, and by which its jobs are submitted
 * @param inputFile
 *            the id of the file with its lines
 * @param outputLife
 *            how long its files stay
 * @param windowEnd
 *            what has not run by then does not run any more
 */
public record BatchOrder(String tenant, String keyId, String inputFile, Map<String, String> metadata,
        Duration outputLife, Instant createdAt, Instant windowEnd) {}
