package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;

/** Jobs for a pool's workers: queue {@code relay.<pool>.<lane>}. Interactive jobs travel alone, batch jobs several. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "v")
@JsonTypeName("relay.jobs.v1")
public record RelayJobs(List<RelayJob> jobs) {

    public RelayJobs {
        jobs = List.copyOf(jobs);
    }
}
