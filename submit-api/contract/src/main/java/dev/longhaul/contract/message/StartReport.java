package dev.longhaul.contract.message;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import java.time.Instant;
import java.util.Objects;

/** A worker is about to call a provider for a job. */
public record StartReport(JobId id, String tenant, Lane lane, String model, int epoch, Instant startedAt) {

    public StartReport {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(startedAt, "startedAt");
    }
}
