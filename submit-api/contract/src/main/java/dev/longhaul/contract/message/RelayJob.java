package dev.longhaul.contract.message;

import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.plan.Allowed;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One dispatched job within {@link RelayJobs}.
 *
 * @param keyId
 *            the API key that pays, as in the submission
 * @param batch
 *            as in the submission
 * @param epoch
 *            counts the dispatches of this job, from 1; an outcome carries it back
 * @param model
 *            the catalogue's name of the model
 * @param route
 *            where to send it, in order of preference; not empty
 * @param request
 *            the OpenAI chat request as JSON text
 * @param stream
 *            whether tokens are to be sent as they are produced
 * @param replyTo
 *            the submit-api instance that waits for the answer, or null
 * @param deadline
 *            not to be started after this
 * @param dispatchedAt
 *            by the dispatcher's clock
 * @param attempts
 *            provider attempts of earlier epochs
 * @param tokens
 *            an estimate of its prompt and completion; null when there is none
 * @param allowed
 *            who may be called and where it may run; null for everybody and everywhere
 * @param timeouts
 *            of its calls; null for the providers' own
 * @param experiment
 *            the experiment that it has a part in, for the outcome to name; null when it has none
 */
public record RelayJob(JobId id, String tenant, @Nullable String keyId, @Nullable String batch, Lane lane, int epoch,
        String model, List<Target> route, String request,
        boolean stream, @Nullable String replyTo, @Nullable Instant deadline, Instant dispatchedAt, int attempts,
        OnAmbiguous onAmbiguous, @Nullable Integer tokens, @Nullable Allowed allowed,
        @Nullable CallTimeouts timeouts, @Nullable String experiment) {

    public RelayJob {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(dispatchedAt, "dispatchedAt");
        route = List.copyOf(route);
        if (route.isEmpty()) {
            throw new IllegalArgumentException("route of " + id + " is empty");
        }
        onAmbiguous = onAmbiguous == null ? OnAmbiguous.RETRY : onAmbiguous;
    }

    /** A job that has no part in an experiment. */
    public RelayJob(JobId id, String tenant, @Nullable String keyId, @Nullable String batch, Lane lane, int epoch,
            String model, List<Target> route, String request, boolean stream, @Nullable String replyTo,
            @Nullable Instant deadline, Instant dispatchedAt, int attempts, OnAmbiguous onAmbiguous,
            @Nullable Integer tokens, @Nullable Allowed allowed, @Nullable CallTimeouts timeouts) {
        this(id, tenant, keyId, batch, lane, epoch, model, route, request, stream, replyTo, deadline, dispatchedAt,
                attempts, onAmbiguous, tokens, allowed, timeouts, null);
    }

    /** What its tenant's plan allows; everything where nothing is said. */
    public Allowed allowedOrAll() {
        return allowed == null ? Allowed.ALL : allowed;
    }

    /** Its own limits, if it has any. */
    public CallTimeouts timeoutsOrNone() {
        return timeouts == null ? CallTimeouts.NONE : timeouts;
    }

    /**
     * One provider that can serve the job.
     *
     * @param provider
     *            its name in the catalogue
     * @param model
     *            the provider's own name of the model
     */
    public record Target(String provider, String model) {

        public Target {
            Objects.requireNonNull(provider, "provider");
            Objects.requireNonNull(model, "model");
        }
    }
}
