package dev.longhaul.worker.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who this worker is, for one run.
 *
 * @param name
 *            no other run of any worker has it
 * @param pool
 *            whose queues it serves
 * @param region
 *            where it sits, or null
 * @param slots
 *            calls at a time
 */
public record WorkerIdentity(String name, String pool, @Nullable String region, int slots, Instant startedAt) {}
