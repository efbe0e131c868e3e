package dev.longhaul.store.replay;

import dev.longhaul.contract.job.JobState;

/** What a replay and one job of its selection have to do with each other. */
public sealed interface Standing {

    /**
     * The replay has begun the job's next generation.
     *
     * @param state
     *            of that generation
     */
    record Replayed(JobState state) implements Standing {}

    /** The replay leaves it alone. */
    record Skipped(Skip why) implements Standing {}
}
