package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What the topic {@code job.events} tells, keyed by tenant. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "v")
@JsonSubTypes({@JsonSubTypes.Type(JobEvent.class), @JsonSubTypes.Type(JobsCancelled.class),
        @JsonSubTypes.Type(BudgetEvent.class)})
public sealed interface EventMessage permits JobEvent, JobsCancelled, BudgetEvent {

    /** Whom it is about. */
    String tenant();
}
