package dev.longhaul.api.submit;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.experiment.Part;
import dev.longhaul.api.experiment.Participation;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.request.Submission;
import dev.longhaul.contract.job.ExperimentPart;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.store.experiment.Experiment;
import dev.longhaul.store.idempotency.IdempotencyStore;
import dev.longhaul.store.idempotency.IdempotencyStore.Claim;
import dev.longhaul.store.job.JobQueries;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Makes jobs of submissions: gives them their ids and writes them to the log. Accepted means durable: a job counts only
 * when the log has acknowledged it. Thread-safe.
 */
public final class JobSubmitter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JobSubmitter.class);

    /** After the log was found away. */
    private static final Duration NO_SHADOWS = Duration.ofSeconds(5);

    private final JobIds ids;
    private final IdempotencyKeys keys;
    private final JobQueries jobs;
    private final JobProducer producer;
    private final Participation experiments;
    private final SubmitMeters meters;
    private final Clock clock;
    private volatile Instant noShadowsBefore = Instant.MIN;

    /**
     * @param patience
     *            most that is waited for the log's acknowledgement
     */
    public JobSubmitter(JobIds ids, IdempotencyStore keys, JobQueries jobs, Participation experiments,
            KafkaTemplate<String, byte[]> kafka, Duration patience, SubmitMeters meters, Clock clock) {
        this.ids = ids;
        this.keys = new IdempotencyKeys(keys);
        this.jobs = jobs;
        this.experiments = experiments;
        this.producer = new JobProducer(kafka, patience);
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * Gives a submission its id: a new one, or the one that its idempotency key stands for.
     *
     * @param headerKey
     *            the request's Idempotency-Key, which wins over one in the body
     * @param replyTo
     *            this instance, when somebody waits for the answer
     * @throws ApiException
     *             when the key was used for another request, or there is no such experiment
     */
    public Draft draft(Caller caller, Submission submission, @Nullable String headerKey, @Nullable String replyTo) {
        Experiment experiment = experiments.named(caller.tenant(), submission).orElse(null);
        JobId fresh = ids.mint(caller.tenant());
        String key = headerKey == null ? submission.idempotencyKey() : headerKey;
        if (key == null) {
            return draft(fresh, caller, submission, replyTo, experiment, false);
        }
        Claim claim = keys.claim(List.of(IdempotencyKeys.request(caller, key, submission, fresh))).getFirst();
        if (!claim.sameBody()) {
            throw IdempotencyKeys.reused();
        }
        boolean recorded = !claim.first() && !jobs.standings(List.of(claim.job())).isEmpty();
        return recorded
                ? new Draft(job(claim.job(), caller, submission, replyTo, null), true, true, Stream::empty)
                : draft(claim.job(), caller, submission, replyTo, experiment, !claim.first());
    }

    /**
     * Makes a job durable. One that the record has already is left alone.
     *
     * @throws ApiException
     *             when the log does not acknowledge it
     */
    public void send(Draft draft) {
        if (!draft.recorded()) {
            producer.await(producer.send(draft.job()), draft.job());
            accepted(draft);
        }
    }

    /** One that takes many submissions at once. */
    public BulkSubmitter inBulk() {
        return new BulkSubmitter(this, experiments, ids, keys, jobs);
    }

    CompletableFuture<?> begin(Draft draft) {
        return producer.send(draft.job());
    }

    void finish(Draft draft, CompletableFuture<?> sent) {
        producer.await(sent, draft.job());
        log.debug("job {} of tenant {} is accepted in bulk", draft.id(), draft.job().tenant());
        count(draft);
    }

    private void accepted(Draft draft) {
        SubmittedJob job = draft.job();
        log.info("job {} of tenant {} is accepted in lane {} for {}", job.id(), job.tenant(), job.lane().wire(),
                job.model());
        count(draft);
    }

    private void count(Draft draft) {
        if (!draft.repeat()) {
            meters.accepted(draft.job().lane(), draft.job().model());
        }
        sendShadows(draft);
    }

    /** Nobody waits for them: those that the log does not take are missing from the comparison, and that is all. */
    private void sendShadows(Draft draft) {
        if (clock.instant().isBefore(noShadowsBefore)) {
            return;
        }
        Iterator<SubmittedJob> shadows = draft.shadows().get().iterator();
        while (shadows.hasNext()) {
            SubmittedJob shadow = shadows.next();
            CompletableFuture<?> sent = producer.send(shadow);
            CompletableFuture<?> unused = sent.whenComplete((taken, failure) -> {
                if (failure != null) {
                    log.info("job {} of tenant {} has no shadow {}: {}", draft.id(), shadow.tenant(), shadow.id(),
                            failure.getMessage());
                } else if (!draft.repeat()) {
                    meters.accepted(shadow.lane(), shadow.model());
                }
            });
            if (JobProducer.isAway(sent)) {
                // each further send would block as long
                noShadowsBefore = clock.instant().plus(NO_SHADOWS);
                return;
            }
        }
    }

    /** A job that is not in the record yet. */
    Draft draft(JobId id, Caller caller, Submission submission, @Nullable String replyTo,
            @Nullable Experiment experiment, boolean repeat) {
        Part part = experiments.of(caller.tenant(), submission, id, experiment);
        return new Draft(job(id, caller, part.submission(), replyTo, part.part()), repeat, false, () -> part.shadows()
                .get().map(shadow -> job(shadow.id(), caller, shadow.submission(), null, shadow.part())));
    }

    private SubmittedJob job(JobId id, Caller caller, Submission submission, @Nullable String replyTo,
            @Nullable ExperimentPart experiment) {
        return new SubmittedJob(id, caller.tenant(), caller.keyId(), submission.batch(), submission.lane(),
                submission.priority(),
                submission.model(), submission.request(), submission.stream(), submission.customId(),
                submission.metadata(), submission.deadline(), submission.webhookUrl(), submission.cache(),
                submission.cacheKey(), submission.onAmbiguous(), submission.timeouts(), replyTo, submission.estimate(),
                clock.instant(), experiment);
    }

    @Override
    public void close() {
        producer.close();
    }
}
