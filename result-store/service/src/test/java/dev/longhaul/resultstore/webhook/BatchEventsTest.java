package dev.longhaul.resultstore.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.models.webhooks.UnwrapWebhookEvent;
import com.openai.models.webhooks.WebhookVerificationParams;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.batch.Batch;
import dev.longhaul.store.batch.BatchEnd;
import dev.longhaul.store.batch.BatchStatus;
import dev.longhaul.store.webhook.Delivery.State;
import dev.longhaul.store.webhook.WebhookEndpoints.WithSecret;
import dev.longhaul.store.webhook.WebhookEvent;
import dev.longhaul.store.webhook.WebhookEvents;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchEventsTest {

    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final EventType[] ALL = {EventType.BATCH_COMPLETED, EventType.BATCH_FAILED,
            EventType.BATCH_EXPIRED, EventType.BATCH_CANCELLED};

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    private Batch ended(BatchStatus... way) {
        Batch batch = bench.taken();
        for (BatchStatus status : way) {
            batch = status.isTerminal()
                    ? bench.batches.end(batch, Bench.RUNNER, status, BatchEnd.failed(List.of())).orElseThrow()
                    : bench.batches.move(batch, Bench.RUNNER, status, batch.progress(), A_WHILE).orElseThrow();
        }
        return batch;
    }

    private void awaitDelivered(WithSecret endpoint, int count) {
        await().atMost(A_WHILE).until(() -> bench.deliveries
                .list(Bench.TENANT, endpoint.endpoint().id(), State.DELIVERED, null, 100).size() == count);
    }

    @Test
    void openais_sdk_unwraps_the_end_of_a_batch() {
        try (Receiver receiver = Receiver.answering(200);
                OpenAIClientHolder openai = new OpenAIClientHolder()) {
            WithSecret endpoint = bench.endpoint(receiver.url("/"), false, ALL);
            Batch batch = ended(BatchStatus.IN_PROGRESS, BatchStatus.FINALIZING, BatchStatus.COMPLETED);

            bench.started();

            awaitDelivered(endpoint, 1);
            Receiver.Request request = receiver.requests().getFirst();
            UnwrapWebhookEvent event = openai.client.webhooks().unwrap(WebhookVerificationParams.builder()
                    .payload(request.body())
                    .headers(Headers.builder().put("webhook-id", request.header("webhook-id"))
                            .put("webhook-timestamp", request.header("webhook-timestamp"))
                            .put("webhook-signature", request.header("webhook-signature")).build())
                    .secret(endpoint.secret()).build());
            assertThat(event.asBatchCompleted().data().id()).isEqualTo(batch.id().toString());
            assertThat(request.json().path("data").toString()).isEqualTo("{\"id\":\"" + batch.id() + "\"}");
        }
    }

    @Test
    void each_end_has_its_event_which_is_listed_and_told_once() {
        try (Receiver receiver = Receiver.answering(200)) {
            WithSecret endpoint = bench.endpoint(receiver.url("/"), false, ALL);
            WithSecret failures = bench.endpoint(receiver.url("/failures"), false, EventType.BATCH_FAILED);
            Map<String, String> ends = Map.of(
                    ended(BatchStatus.IN_PROGRESS, BatchStatus.FINALIZING, BatchStatus.COMPLETED).id().toString(),
                    "batch.completed", ended(BatchStatus.FAILED).id().toString(), "batch.failed",
                    ended(BatchStatus.IN_PROGRESS, BatchStatus.FINALIZING, BatchStatus.EXPIRED).id().toString(),
                    "batch.expired");

            bench.started();

            awaitDelivered(endpoint, 3);
            awaitDelivered(failures, 1);
            assertThat(receiver.requests()).filteredOn(request -> request.path().equals("/"))
                    .allSatisfy(request -> assertThat(request.json().path("type").asString())
                            .isEqualTo(ends.get(request.json().path("data").path("id").asString())));
            bench.clock.pass(WebhookEvents.SETTLED);
            assertThat(bench.events.list(Bench.TENANT, null, 100).orElseThrow()).extracting(WebhookEvent::type)
                    .containsExactlyInAnyOrder(EventType.BATCH_COMPLETED, EventType.BATCH_FAILED,
                            EventType.BATCH_EXPIRED);
        }
    }

    @Test
    void a_teller_that_is_killed_before_it_notes_what_it_told_tells_nothing_twice() {
        try (Receiver receiver = Receiver.answering(200)) {
            WithSecret endpoint = bench.endpoint(receiver.url("/"), false, ALL);
            Batch batch = ended(BatchStatus.FAILED);
            Teller teller = new Teller(bench.jobs.tellings(), bench.batches, bench.endpoints, bench.events,
                    bench.deliveries, bench.clock);
            assertThat(teller.tell()).hasSize(1);
            bench.untell(batch);

            assertThat(teller.tell()).hasSize(1);

            assertThat(bench.batches.untold(10)).isEmpty();
            assertThat(bench.deliveries.list(Bench.TENANT, endpoint.endpoint().id(), null, null, 10)).hasSize(1);
            bench.clock.pass(WebhookEvents.SETTLED);
            assertThat(bench.events.list(Bench.TENANT, null, 100).orElseThrow()).hasSize(1);
        }
    }

    /** The SDK's client has a close that is none of AutoCloseable's. */
    private static final class OpenAIClientHolder implements AutoCloseable {

        private final OpenAIClient client = OpenAIOkHttpClient.builder().apiKey("none").build();

        @Override
        public void close() {
            client.close();
        }
    }
}
