package dev.longhaul.contract.job;

/** How large a job may be. */
public final class JobSize {

    /**
     * Bytes of a job's request and its answer together, in UTF-8. The record keeps a job in one document, which MongoDB
     * limits to 16 MiB; the rest is for everything else that is known of the job.
     */
    public static final int MAX_BYTES = 15 * 1_024 * 1_024;

    private JobSize() {}
}
