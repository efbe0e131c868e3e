package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Many jobs were cancelled together while they waited: as a {@link JobEvent} for each, which would cost a hundred times
 * as much.
 *
 * @param epoch
 *            the dispatches that each of them has had
 * @param jobs
 *            up to 1,000
 */
@JsonTypeName("jobs.cancelled.v1")
public record JobsCancelled(String tenant, Lane lane, String model, int epoch, Instant at, List<JobId> jobs)
        implements
            EventMessage {

    public JobsCancelled {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(at, "at");
        jobs = List.copyOf(jobs);
    }

    @Override
    public List<JobEvent> events() {
        return jobs.stream()
                .map(id -> new JobEvent(id, tenant, lane, model, JobState.CANCELLED, epoch, at, null, null)).toList();
    }
}
