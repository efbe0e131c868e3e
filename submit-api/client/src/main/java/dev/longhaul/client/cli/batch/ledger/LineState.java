package dev.longhaul.client.cli.batch.ledger;

import dev.longhaul.contract.job.JobId;
import java.time.Instant;

/** What is known of a line when a run begins or goes on. */
public sealed interface LineState {

    /** Its result is in the file. */
    record Done() implements LineState {}

    /** It is this job, whose result is still to be fetched. */
    record Known(JobId id, int submission) implements LineState {}

    /** It was about to be submitted at this time; whether it was is not known. */
    record Announced(Instant at, int submission) implements LineState {}

    /** It was never submitted, or what became of it no longer counts. */
    record Fresh(int submission) implements LineState {}
}
