package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What has changed in the record: topic {@code job.events}, keyed by tenant. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "v")
@JsonSubTypes({@JsonSubTypes.Type(JobEvent.class), @JsonSubTypes.Type(JobsCancelled.class)})
public sealed interface JobNews permits JobEvent, JobsCancelled {

    String tenant();
}
