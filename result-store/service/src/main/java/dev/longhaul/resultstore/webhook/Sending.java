package dev.longhaul.resultstore.webhook;

import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.webhook.Delivery;
import dev.longhaul.store.webhook.WebhookDeliveries;
import dev.longhaul.store.webhook.WebhookEndpoint;
import dev.longhaul.store.webhook.WebhookEndpoints;
import dev.longhaul.store.webhook.WebhookEvent;
import dev.longhaul.store.webhook.WebhookEvents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what is due from the queues whose turn it is, and has each delivery tried on a virtual thread of its own. */
final class Sending {

    private static final Logger log = LoggerFactory.getLogger(Sending.class);
    /** Before the next look of a queue for which there was no room. */
    private static final Duration NO_ROOM = Duration.ofMillis(50);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Rota rota;
    private final WebhookDeliveries deliveries;
    private final WebhookEndpoints endpoints;
    private final WebhookEvents events;
    private final Try attempts;
    private final Clock clock;
    private final Duration lease;
    private final Semaphore room;
    private final ExecutorService threads;

    /**
     * @param lease
     *            after which another sender takes over what this one has claimed and not ended
     * @param most
     *            deliveries under way at a time
     * @param threads
     *            starts a thread for each task
     */
    Sending(Rota rota, WebhookDeliveries deliveries, WebhookEndpoints endpoints, WebhookEvents events, Try attempts,
            Clock clock, Duration lease, int most, ExecutorService threads) {
        this.rota = rota;
        this.deliveries = deliveries;
        this.endpoints = endpoints;
        this.events = events;
        this.attempts = attempts;
        this.clock = clock;
        this.lease = lease;
        this.room = new Semaphore(most);
        this.threads = threads;
    }

    /** Begins all looks whose turn it is. */
    void turn() {
        for (Rota.Turn turn : rota.turns(clock.instant())) {
            threads.execute(() -> look(turn));
        }
    }

    private void look(Rota.Turn turn) {
        int places = Math.min(turn.most(), room.availablePermits());
        if (places == 0 || !room.tryAcquire(places)) {
            rota.looked(turn.queue(), 0, clock.instant().plus(NO_ROOM));
            return;
        }
        String token = UUID.randomUUID().toString();
        List<Delivery> claimed = List.of();
        Instant next = clock.instant().plus(RETRY);
        Map<String, WebhookEvent> about = Map.of();
        @Nullable
        WebhookEndpoint endpoint = null;
        try {
            List<Delivery> found = deliveries.claim(turn.queue(), places, token, lease);
            if (!found.isEmpty()) {
                endpoint = endpoint(found.getFirst());
                about = events.find(found.stream().map(Delivery::event).distinct().toList()).stream()
                        .collect(Collectors.toMap(WebhookEvent::id, Function.identity()));
            }
            next = found.size() == places ? clock.instant() : deliveries.nextDue(turn.queue());
            claimed = found;
        } catch (StoreUnavailableException e) {
            log.info("webhooks of {} wait until MongoDB answers again: {}", turn.queue(), e.getMessage());
        } catch (RuntimeException e) {
            log.error("webhooks of {} cannot be looked at; trying again in a second", turn.queue(), e);
        } finally {
            room.release(places - claimed.size());
            rota.looked(turn.queue(), claimed.size(), next);
        }
        for (Delivery delivery : claimed) {
            WebhookEndpoint to = endpoint;
            WebhookEvent event = about.get(delivery.event());
            threads.execute(() -> send(delivery, to, event, token));
        }
    }

    private @Nullable WebhookEndpoint endpoint(Delivery first) {
        // all of a queue have the same
        return first.url() == null
                ? endpoints.find(first.endpoint()).orElse(null)
                : endpoints.ensureForJobs(first.tenant());
    }

    private void send(Delivery delivery, @Nullable WebhookEndpoint endpoint, @Nullable WebhookEvent event,
            String token) {
        // whatever keeps the end from being recorded: the claim runs out, and then somebody tries again
        Try.Tried tried = new Try.Tried(false, clock.instant().plus(lease));
        try {
            tried = attempts.run(delivery, endpoint, event, token);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreUnavailableException e) {
            log.info("how delivery {} of tenant {} went is not recorded; it is tried again: {}", delivery.id(),
                    delivery.tenant(), e.getMessage());
        } catch (RuntimeException e) {
            log.error("delivery {} of tenant {} cannot be tried now; it is tried again", delivery.id(),
                    delivery.tenant(), e);
        } finally {
            room.release();
            rota.ended(delivery.queue(), tried.taken(), tried.next());
        }
    }
}
