package dev.longhaul.resultstore.webhook;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.job.JobQueries;
import dev.longhaul.store.job.JobRecord;
import dev.longhaul.store.webhook.Delivery;
import dev.longhaul.store.webhook.Delivery.Attempt;
import dev.longhaul.store.webhook.Delivery.State;
import dev.longhaul.store.webhook.WebhookDeliveries;
import dev.longhaul.store.webhook.WebhookEndpoint;
import dev.longhaul.store.webhook.WebhookEndpoint.Reason;
import dev.longhaul.store.webhook.WebhookEndpoints;
import dev.longhaul.store.webhook.WebhookEvent;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries deliveries and records how that went. Thread-safe. */
final class Try {

    private static final Logger log = LoggerFactory.getLogger(Try.class);
    /** A longer answer is not sent along: its recipient asks for it. */
    private static final int LONGEST_ANSWER = 256 * 1024;
    /** Deliveries with an answer at a time, so that memory does not hold thousands of them. */
    private static final int MOST_FULL = 128;

    private final WebhookEndpoints endpoints;
    private final WebhookDeliveries deliveries;
    private final JobQueries jobs;
    private final HookClient client;
    private final Duration disableAfter;
    private final Clock clock;
    private final RandomGenerator random;
    private final DeliveryMeters meters;
    private final Semaphore full = new Semaphore(MOST_FULL);

    /**
     * @param disableAfter
     *            how long an endpoint may fail
     * @param random
     *            thread-safe
     */
    Try(WebhookEndpoints endpoints, WebhookDeliveries deliveries, JobQueries jobs, HookClient client,
            Duration disableAfter, Clock clock, RandomGenerator random, DeliveryMeters meters) {
        this.endpoints = endpoints;
        this.deliveries = deliveries;
        this.jobs = jobs;
        this.client = client;
        this.disableAfter = disableAfter;
        this.clock = clock;
        this.random = random;
        this.meters = meters;
    }

    /**
     * Tries a delivery that was claimed.
     *
     * @param endpoint
     *            as it stands now; null when it is deleted
     * @param event
     *            null when it is past its time
     * @param token
     *            of the claim
     * @return how it went
     */
    Tried run(Delivery delivery, @Nullable WebhookEndpoint endpoint, @Nullable WebhookEvent event, String token)
            throws InterruptedException {
        String url = endpoint == null ? null : delivery.url() == null ? endpoint.url() : delivery.url();
        if (endpoint == null || event == null || url == null
                || (endpoint.disabledAt() != null && !delivery.once())) {
            deliveries.end(delivery, token, State.FAILED, null);
            return new Tried(true, null);
        }
        Instant begun = clock.instant();
        Reply reply = call(delivery, endpoint, event, url, begun);
        Attempt attempt = attempt(reply, begun);
        Verdict verdict = Verdict.of(reply, delivery.tries() + 1, delivery.once(), random.nextDouble());
        meters.tried(verdict);
        Instant again = record(delivery, token, verdict, attempt);
        if (!delivery.once() && delivery.url() == null) {
            judge(endpoint, verdict);
        }
        log.debug("delivery {} of tenant {}, try {}: {}", delivery.id(), delivery.tenant(), delivery.tries() + 1,
                verdict);
        return new Tried(verdict instanceof Verdict.Delivered, again);
    }

    /**
     * How a try went.
     *
     * @param taken
     *            false when its recipient has failed
     * @param next
     *            when to try again; null for not at all
     */
    record Tried(boolean taken, @Nullable Instant next) {}

    private Reply call(Delivery delivery, WebhookEndpoint endpoint, WebhookEvent event, String url, Instant now)
            throws InterruptedException {
        boolean withAnswer = endpoint.full() && event.type() == EventType.JOB_SUCCEEDED;
        if (withAnswer) {
            full.acquire();
        }
        try {
            byte[] body = EventBody.of(event, withAnswer ? answer(event) : null);
            String signature = Signatures.of(endpoints.secrets(endpoint), endpoint.asymmetric(), event.id(),
                    now.getEpochSecond(), body);
            return client.post(url, Map.of("webhook-id", event.id(), "webhook-timestamp",
                    Long.toString(now.getEpochSecond()), "webhook-signature", signature), body);
        } catch (GeneralSecurityException e) {
            log.error("the secret of endpoint {} of tenant {} cannot be decrypted: is longhaul.webhook.master-key the "
                    + "one that it was made with? Delivery {} is tried again later", endpoint.id(), endpoint.tenant(),
                    delivery.id());
            return new Reply.Silent("not sent: the signing secret cannot be read");
        } finally {
            if (withAnswer) {
                full.release();
            }
        }
    }

    private @Nullable String answer(WebhookEvent event) {
        JobId id = JobId.tryParse(String.valueOf(event.data().get("id"))).orElse(null);
        if (id == null) {
            return null;
        }
        String answer = jobs.findAnswers(List.of(id)).stream().map(JobRecord::ending)
                .map(ending -> ending == null ? null : ending.response()).findFirst().orElse(null);
        return answer == null || answer.length() > LONGEST_ANSWER ? null : answer;
    }

    private Attempt attempt(Reply reply, Instant begun) {
        long millis = Duration.between(begun, clock.instant()).toMillis();
        return switch (reply) {
            case Reply.Answered answered ->
                new Attempt(begun, millis, answered.status(), null, answered.beginning());
            case Reply.Silent silent -> new Attempt(begun, millis, null, silent.why(), null);
        };
    }

    private @Nullable Instant record(Delivery delivery, String token, Verdict verdict, Attempt attempt) {
        switch (verdict) {
            case Verdict.Delivered delivered -> deliveries.end(delivery, token, State.DELIVERED, attempt);
            case Verdict.Again again -> {
                Instant due = clock.instant().plus(again.delay());
                deliveries.again(delivery, token, attempt, due);
                return due;
            }
            case Verdict.GivenUp givenUp -> deliveries.end(delivery, token, State.FAILED, attempt);
            case Verdict.Gone gone -> deliveries.end(delivery, token, State.FAILED, attempt);
        }
        return null;
    }

    /** Draws the consequences for the endpoint. */
    private void judge(WebhookEndpoint endpoint, Verdict verdict) {
        switch (verdict) {
            case Verdict.Delivered delivered -> {
                if (endpoint.failingSince() != null) {
                    endpoints.succeeded(endpoint.id());
                }
            }
            case Verdict.Gone gone -> disable(endpoint, Reason.GONE);
            case Verdict.Again again -> failed(endpoint);
            case Verdict.GivenUp givenUp -> failed(endpoint);
        }
    }

    private void failed(WebhookEndpoint endpoint) {
        Instant longAgo = clock.instant().minus(disableAfter);
        if (endpoints.failed(endpoint.id()).filter(since -> !since.isAfter(longAgo)).isPresent()) {
            disable(endpoint, Reason.FAILING);
        }
    }

    private void disable(WebhookEndpoint endpoint, Reason reason) {
        if (endpoints.disable(endpoint, reason)) {
            log.info("webhook endpoint {} of tenant {} is disabled ({}) until its owner changes it", endpoint.id(),
                    endpoint.tenant(), reason);
        }
    }
}
