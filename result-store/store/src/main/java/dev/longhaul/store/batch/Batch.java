package dev.longhaul.store.batch;

import dev.longhaul.contract.job.BatchId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch.
 *
 * @param reached
 *            when it came to each status
 * @param end
 *            null until it has ended
 */
public record Batch(BatchId id, BatchOrder order, BatchStatus status, Map<BatchStatus, Instant> reached,
        BatchProgress progress, @Nullable BatchEnd end) {}
