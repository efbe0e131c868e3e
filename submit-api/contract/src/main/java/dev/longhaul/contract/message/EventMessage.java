package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What the topic {@code job.events} tells, keyed by tenant. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "v")
@JsonSubTypes({@JsonSubTypes.Type(JobEvent.class), @JsonSubTypes.Type(JobsCancelled.class),
        @JsonSubTypes.Type(JobsSucceeded.class),
        @JsonSubTypes.Type(BudgetEvent.class)})
public sealed interface EventMessage permits JobEvent, JobsCancelled, JobsSucceeded, BudgetEvent {

    /** Whom it is about. */
    String tenant();

    /** What has become of jobs, each by itself; empty when it tells something else. */
    List<JobEvent> events();
}
