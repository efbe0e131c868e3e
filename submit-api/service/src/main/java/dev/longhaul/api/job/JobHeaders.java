package dev.longhaul.api.job;

/** Headers of answers that concern one job. */
public final class JobHeaders {

    /** The job behind a chat call. */
    public static final String JOB_ID = "x-longhaul-job-id";

    private JobHeaders() {}
}
