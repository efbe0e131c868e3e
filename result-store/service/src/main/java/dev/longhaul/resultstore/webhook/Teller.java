package dev.longhaul.resultstore.webhook;

import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.batch.Batch;
import dev.longhaul.store.batch.BatchStore;
import dev.longhaul.store.job.JobTellings;
import dev.longhaul.store.job.JobTellings.EndedJob;
import dev.longhaul.store.webhook.Delivery;
import dev.longhaul.store.webhook.WebhookDeliveries;
import dev.longhaul.store.webhook.WebhookEndpoint;
import dev.longhaul.store.webhook.WebhookEndpoints;
import dev.longhaul.store.webhook.WebhookEvent;
import dev.longhaul.store.webhook.WebhookEvents;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns what has happened into events and deliveries. Their ids follow from what happened, and that something is told
 * is noted only after both are recorded: so whoever is killed in between, or does it a second time, neither loses nor
 * doubles anything.
 */
final class Teller {

    private static final int AT_A_TIME = 500;

    private final JobTellings jobs;
    private final BatchStore batches;
    private final WebhookEndpoints endpoints;
    private final WebhookEvents events;
    private final WebhookDeliveries deliveries;
    private final Clock clock;

    Teller(JobTellings jobs, BatchStore batches, WebhookEndpoints endpoints, WebhookEvents events,
            WebhookDeliveries deliveries, Clock clock) {
        this.jobs = jobs;
        this.batches = batches;
        this.endpoints = endpoints;
        this.events = events;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    /** Tells some of what is untold; the queues that have got something. */
    Set<String> tell() {
        Set<String> queues = new HashSet<>(tellEnds());
        queues.addAll(tellBatches());
        queues.addAll(tellDisabled());
        queues.addAll(tellEvents());
        return queues;
    }

    private Set<String> tellEnds() {
        List<EndedJob> ended = jobs.untold(AT_A_TIME);
        if (ended.isEmpty()) {
            return Set.of();
        }
        Map<WebhookEvent, EndedJob> byEvent = new LinkedHashMap<>();
        ended.forEach(job -> byEvent.put(event(job), job));
        Map<String, List<WebhookEndpoint>> listeners = listeners(byEvent.keySet().stream().toList());
        List<WebhookEvent> heard = new ArrayList<>();
        List<Delivery> fresh = new ArrayList<>();
        byEvent.forEach((event, job) -> {
            List<WebhookEndpoint> interested = interested(event, listeners);
            if (!interested.isEmpty() || job.webhookUrl() != null) {
                heard.add(event);
                fresh.addAll(to(interested, event, job.webhookUrl()));
            }
        });
        // events first: a delivery without its event could not be sent
        Map<String, Instant> until = new HashMap<>();
        byEvent.forEach((event, job) -> until.put(event.id(), job.until()));
        events.record(heard, event -> Objects.requireNonNull(until.get(event.id())));
        deliveries.record(fresh, delivery -> Objects.requireNonNull(until.get(delivery.event())));
        jobs.told(ended);
        return queues(fresh);
    }

    private Set<String> tellBatches() {
        List<Batch> ended = batches.untold(AT_A_TIME);
        if (ended.isEmpty()) {
            return Set.of();
        }
        List<WebhookEvent> told = ended.stream().map(Teller::event).toList();
        events.record(told);
        Map<String, List<WebhookEndpoint>> listeners = listeners(told);
        List<Delivery> fresh = told.stream()
                .flatMap(event -> to(interested(event, listeners), event, null).stream()).toList();
        deliveries.record(fresh);
        batches.told(ended);
        return queues(fresh);
    }

    private Set<String> tellEvents() {
        List<WebhookEvent> untold = events.untold(AT_A_TIME);
        if (untold.isEmpty()) {
            return Set.of();
        }
        Map<String, List<WebhookEndpoint>> listeners = listeners(untold);
        List<Delivery> fresh = untold.stream()
                .flatMap(event -> to(interested(event, listeners), event, null).stream()).toList();
        deliveries.record(fresh);
        events.told(untold);
        return queues(fresh);
    }

    private Set<String> tellDisabled() {
        Set<String> queues = new HashSet<>();
        for (WebhookEndpoint endpoint : endpoints.untold()) {
            WebhookEvent event = event(endpoint);
            events.record(List.of(event));
            List<Delivery> fresh = to(interested(event, listeners(List.of(event))), event, null);
            deliveries.record(fresh);
            endpoints.told(endpoint);
            queues.addAll(queues(fresh));
        }
        return queues;
    }

    private Map<String, List<WebhookEndpoint>> listeners(List<WebhookEvent> about) {
        Set<String> tenants = about.stream().map(WebhookEvent::tenant).collect(Collectors.toSet());
        return endpoints.of(tenants).stream().collect(Collectors.groupingBy(WebhookEndpoint::tenant));
    }

    /** Also those that are not called: their events are listed. */
    private static List<WebhookEndpoint> interested(WebhookEvent event, Map<String, List<WebhookEndpoint>> listeners) {
        return listeners.getOrDefault(event.tenant(), List.of()).stream()
                .filter(endpoint -> endpoint.types().contains(event.type())).toList();
    }

    private List<Delivery> to(List<WebhookEndpoint> interested, WebhookEvent event, @Nullable String url) {
        Instant now = clock.instant();
        List<Delivery> fresh = interested.stream().filter(WebhookEndpoint::isCalled)
                .map(endpoint -> Delivery.to(endpoint, event, now)).collect(Collectors.toCollection(ArrayList::new));
        if (url != null) {
            fresh.add(Delivery.toUrl(url, event, now));
        }
        return fresh;
    }

    private static Set<String> queues(List<Delivery> fresh) {
        return fresh.stream().map(Delivery::queue).collect(Collectors.toSet());
    }

    private static WebhookEvent event(EndedJob job) {
        Map<String, Object> data = new HashMap<>(Map.of("id", job.id().toString(), "object", "job", "status",
                job.state().wire(), "model", job.model()));
        put(data, "batch", job.batch());
        put(data, "custom_id", job.customId());
        put(data, "code", job.code());
        return WebhookEvent.of(job.tenant(), EventType.of(job.state()), job.at(), job.id().toString(), data);
    }

    /** With OpenAI's data and no more. */
    private static WebhookEvent event(Batch ended) {
        String id = ended.id().toString();
        Instant at = Objects.requireNonNull(ended.reached().get(ended.status()));
        return WebhookEvent.of(ended.order().tenant(), ended.status().event().orElseThrow(), at, id,
                Map.of("id", id));
    }

    private static WebhookEvent event(WebhookEndpoint disabled) {
        Instant at = disabled.disabledAt() == null ? disabled.createdAt() : disabled.disabledAt();
        Map<String, Object> data = new HashMap<>(Map.of("id", disabled.id(), "object", "webhook_endpoint", "name",
                disabled.name()));
        put(data, "url", disabled.url());
        put(data, "reason",
                disabled.disabledFor() == null ? null : disabled.disabledFor().name().toLowerCase(Locale.ROOT));
        return WebhookEvent.of(disabled.tenant(), EventType.ENDPOINT_DISABLED, at, disabled.id(), data);
    }

    private static void put(Map<String, Object> data, String name, @Nullable String value) {
        if (value != null) {
            data.put(name, value);
        }
    }
}
