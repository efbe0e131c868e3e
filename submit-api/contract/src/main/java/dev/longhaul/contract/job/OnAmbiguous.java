package dev.longhaul.contract.job;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to a job whose earlier attempt may have been carried out and billed without an answer coming back. */
public enum OnAmbiguous {

    /** Ask again; the earlier attempt stays on the job as possibly billed. */
    @JsonProperty("retry")
    RETRY,
    /** End as failed with {@code outcome_unknown}; an admin decides. */
    @JsonProperty("hold")
    HOLD
}
