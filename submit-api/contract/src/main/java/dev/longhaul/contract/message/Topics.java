package dev.longhaul.contract.message;

import dev.longhaul.contract.job.Lane;

/** The names of Kafka's topics. Those keyed by tenant have the same number of partitions. */
public final class Topics {

    /** State changes of jobs, keyed by tenant: {@link JobEvent}. */
    public static final String JOB_EVENTS = "job.events";

    /** Messages that could not be read: the bytes as they came, with headers that say where from and why. */
    public static final String DEAD_LETTERS = "jobs.dead-letters";

    private Topics() {}

    /** Accepted jobs of a lane, keyed by tenant: {@link SubmittedJob}. */
    public static String jobs(Lane lane) {
        return "jobs." + lane.wire();
    }
}
