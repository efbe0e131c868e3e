package dev.longhaul.contract.message;

import dev.longhaul.contract.job.JobId;
import java.time.Instant;
import java.util.Objects;

/** A worker is about to call a provider for a job. */
public record StartReport(JobId id, String tenant, int epoch, Instant startedAt) {

    public StartReport {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(startedAt, "startedAt");
    }
}
