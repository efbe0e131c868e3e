package dev.longhaul.worker.provider;

import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.job.JobId;

/**
 * One call to make.
 *
 * @param attempt
 *            counts the calls of this dispatch, from 1
 * @param model
 *            the provider's own name of the model
 * @param request
 *            the OpenAI chat request as JSON text
 * @param stream
 *            whether pieces are wanted as they are produced
 * @param timeouts
 *            what the job sets instead of the provider's own limits
 */
public record ProviderCall(JobId job, int epoch, int attempt, String model, String request, boolean stream,
        CallTimeouts timeouts) {

    /** Names the call in a header to the provider, so that a call can be traced to its job and attempt. */
    public String trace() {
        return job + ";epoch=" + epoch + ";attempt=" + attempt;
    }
}
