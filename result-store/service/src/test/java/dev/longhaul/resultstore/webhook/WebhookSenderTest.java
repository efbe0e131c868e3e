package dev.longhaul.resultstore.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.webhook.Delivery;
import dev.longhaul.store.webhook.Delivery.Attempt;
import dev.longhaul.store.webhook.Delivery.State;
import dev.longhaul.store.webhook.Recovery;
import dev.longhaul.store.webhook.WebhookEndpoint;
import dev.longhaul.store.webhook.WebhookEndpoint.Reason;
import dev.longhaul.store.webhook.WebhookEndpoints;
import dev.longhaul.store.webhook.WebhookEndpoints.WithSecret;
import dev.longhaul.store.webhook.WebhookEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookSenderTest {

    private static final Duration A_WHILE = Duration.ofSeconds(60);

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    private static void verify(Receiver.Request request, String secret) throws Exception {
        new Webhook(secret).verify(request.body(), request.headers().entrySet().stream()
                .collect(Collectors.toMap(each -> each.getKey().toLowerCase(Locale.ROOT),
                        Map.Entry::getValue)));
    }

    private void awaitDeliveries(String endpoint, State state, int count) {
        await().atMost(A_WHILE).until(
                () -> bench.deliveries.list(Bench.TENANT, endpoint, state, null, 5_000).size() == count);
    }

    @Test
    void the_end_of_a_job_is_told_to_the_endpoints_that_want_it_signed() throws Exception {
        try (Receiver receiver = Receiver.answering(204)) {
            WithSecret mine = bench.endpoint(receiver.url("/mine"), false, EventType.JOB_SUCCEEDED);
            bench.endpoint(receiver.url("/failures"), false, EventType.JOB_FAILED);
            bench.started();
            JobId id = bench.succeed(1, null).getFirst();

            awaitDeliveries(mine.endpoint().id(), State.DELIVERED, 1);
            assertThat(receiver.requests()).extracting(Receiver.Request::path).containsExactly("/mine");
            Receiver.Request request = receiver.requests().getFirst();
            verify(request, mine.secret());
            assertThat(request.json().path("id").asString()).isEqualTo(request.header("webhook-id"))
                    .startsWith("evt_");
            assertThat(request.json().path("type").asString()).isEqualTo("job.succeeded");
            assertThat(request.json().path("object").asString()).isEqualTo("event");
            assertThat(request.json().path("data").path("id").asString()).isEqualTo(id.toString());
            assertThat(request.json().path("data").path("custom_id").asString()).isEqualTo("mine");
            assertThat(request.json().path("data").has("response")).isFalse();
            assertThat(request.json().path("delivery").toString())
                    .isEqualTo("{\"at_least_once\":true,\"in_order\":false}");
            Delivery delivery = bench.deliveries.list(Bench.TENANT, mine.endpoint().id(), null, null, 10).getFirst();
            assertThat(delivery.attempts()).extracting(Attempt::status).containsExactly(204);
        }
    }

    @Test
    void who_wants_it_gets_the_answer_along() {
        try (Receiver receiver = Receiver.answering(200)) {
            bench.endpoint(receiver.url("/"), true, EventType.JOB_SUCCEEDED);
            bench.started();
            bench.succeed(1, null);

            await().atMost(A_WHILE).until(() -> receiver.requests().size() == 1);
            assertThat(receiver.requests().getFirst().json().path("data").path("response").path("id").asString())
                    .isEqualTo("chatcmpl-1");
        }
    }

    @Test
    void a_job_may_bring_its_own_address_which_the_tenants_own_secret_signs_for() throws Exception {
        try (Receiver receiver = Receiver.answering(200)) {
            bench.started();
            String secret = bench.endpoints.rotateForJobs(Bench.TENANT, false).secret();
            List<SubmittedJob> jobs = bench.dispatched(1, receiver.url("/job"));
            bench.end(jobs, Bench.failure());

            awaitDeliveries(WebhookEndpoints.idForJobs(Bench.TENANT), State.DELIVERED, 1);
            verify(receiver.requests().getFirst(), secret);
            assertThat(receiver.requests().getFirst().json().path("type").asString()).isEqualTo("job.failed");
            assertThat(receiver.requests().getFirst().json().path("data").path("code").asString())
                    .isEqualTo("provider_unavailable");
        }
    }

    @Test
    void a_failed_delivery_is_tried_again_later_with_the_same_id_and_a_new_time() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Receiver receiver = new Receiver(
                exchange -> exchange.sendResponseHeaders(calls.incrementAndGet() < 3 ? 500 : 200, -1))) {
            WithSecret mine = bench.endpoint(receiver.url("/"), false, EventType.JOB_SUCCEEDED);
            bench.started();
            bench.succeed(1, null);
            for (int tries = 1; tries < 3; tries++) {
                int so = tries;
                await().atMost(A_WHILE).until(() -> bench.deliveries
                        .list(Bench.TENANT, mine.endpoint().id(), State.PENDING, null, 10).stream()
                        .anyMatch(delivery -> delivery.tries() == so));
                assertThat(receiver.requests()).hasSize(tries);
                bench.clock.pass(Schedule.WAITS.get(tries).multipliedBy(2));
            }

            awaitDeliveries(mine.endpoint().id(), State.DELIVERED, 1);
            assertThat(receiver.requests()).hasSize(3);
            assertThat(receiver.requests()).extracting(request -> request.header("webhook-id")).containsOnly(
                    receiver.requests().getFirst().header("webhook-id"));
            assertThat(receiver.requests()).extracting(request -> request.header("webhook-timestamp"))
                    .doesNotHaveDuplicates();
            assertThat(bench.endpoints.find(mine.endpoint().id()).map(WebhookEndpoint::failingSince)).isEmpty();
        }
    }

    @Test
    void an_endpoint_that_says_it_is_gone_is_disabled_and_the_others_are_told() {
        try (Receiver gone = Receiver.answering(410); Receiver receiver = Receiver.answering(200)) {
            WithSecret first = bench.endpoint(gone.url("/"), false, EventType.JOB_SUCCEEDED);
            bench.endpoint(receiver.url("/"), false, EventType.ENDPOINT_DISABLED);
            bench.started();
            bench.succeed(1, null);

            await().atMost(A_WHILE).until(() -> receiver.requests().size() == 1);
            assertThat(receiver.requests().getFirst().json().path("data").path("id").asString())
                    .isEqualTo(first.endpoint().id());
            assertThat(receiver.requests().getFirst().json().path("data").path("reason").asString())
                    .isEqualTo("gone");
            bench.succeed(1, null);
            await().atMost(A_WHILE).until(() -> bench.jobs.tellings().untold(10).isEmpty());
            assertThat(gone.requests()).hasSize(1);
        }
    }

    @Test
    void an_endpoint_whose_owner_changes_it_during_a_try_is_not_disabled_by_how_that_ends() {
        CompletableFuture<Runnable> owner = new CompletableFuture<>();
        try (Receiver moved = Receiver.answering(200); Receiver gone = new Receiver(exchange -> {
            owner.join().run();
            exchange.sendResponseHeaders(410, -1);
        })) {
            WithSecret mine = bench.endpoint(gone.url("/"), false, EventType.JOB_SUCCEEDED);
            owner.complete(() -> bench.endpoints.update(Bench.TENANT, mine.endpoint().id(),
                    new WebhookEndpoint.Settings("moved", moved.url("/"), Set.of(EventType.JOB_SUCCEEDED), false,
                            false)));
            bench.started();
            bench.succeed(1, null);
            awaitDeliveries(mine.endpoint().id(), State.FAILED, 1);

            bench.succeed(1, null);
            awaitDeliveries(mine.endpoint().id(), State.DELIVERED, 1);
            assertThat(moved.requests()).hasSize(1);
        }
    }

    @Test
    void an_endpoint_that_fails_for_five_days_is_disabled() {
        try (Receiver broken = Receiver.answering(500)) {
            WithSecret mine = bench.endpoint(broken.url("/"), false, EventType.JOB_SUCCEEDED);
            bench.started();
            bench.succeed(1, null);
            await().atMost(A_WHILE).until(() -> broken.requests().size() == 1);
            bench.clock.pass(Duration.ofDays(5).plusSeconds(1));
            bench.succeed(1, null);

            await().atMost(A_WHILE).until(() -> bench.endpoints.find(mine.endpoint().id())
                    .map(WebhookEndpoint::disabledFor).filter(Reason.FAILING::equals).isPresent());
            int calls = broken.requests().size();
            bench.clock.pass(Duration.ofDays(1));
            awaitDeliveries(mine.endpoint().id(), State.PENDING, 0);
            assertThat(broken.requests()).hasSizeLessThanOrEqualTo(calls + 1);
        }
    }

    @Test
    void one_that_is_not_called_has_its_events_listed() {
        bench.endpoints.create(Bench.TENANT, new WebhookEndpoint.Settings("list only", null,
                Set.of(EventType.JOB_SUCCEEDED), false, false));
        bench.started();
        List<JobId> ids = bench.succeed(3, null);

        await().atMost(A_WHILE).until(() -> bench.jobs.tellings().untold(10).isEmpty());
        bench.clock.pass(Duration.ofSeconds(3));
        Optional<List<WebhookEvent>> listed = bench.events.list(Bench.TENANT, null, 10);
        assertThat(listed.orElseThrow()).extracting(event -> event.data().get("id"))
                .containsExactlyInAnyOrderElementsOf(ids.stream().map(JobId::toString).toList());
    }

    @Test
    void fifty_healthy_endpoints_are_served_while_one_is_dead() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Receiver dead = new Receiver(exchange -> {
            boolean unused = release.await(60, TimeUnit.SECONDS);
        }); Receiver healthy = Receiver.answering(200)) {
            bench.endpoint(dead.url("/"), false, EventType.JOB_SUCCEEDED);
            for (int i = 0; i < 49; i++) {
                bench.endpoint(healthy.url("/" + i), false, EventType.JOB_SUCCEEDED);
            }
            bench.sender(60, 20, 1_000, Duration.ofSeconds(30)).start();
            bench.succeed(40, null);

            await().atMost(A_WHILE).until(() -> healthy.requests().size() == 49 * 40);
            // all that while the dead one has had no more than its own places
            assertThat(dead.requests()).hasSize(20);
            release.countDown();
        }
    }

    @Test
    void two_thousand_deliveries_are_under_way_at_a_time() throws Exception {
        CountDownLatch all = new CountDownLatch(2_000);
        try (Receiver slow = new Receiver(exchange -> {
            all.countDown();
            boolean unused = all.await(60, TimeUnit.SECONDS);
            exchange.sendResponseHeaders(200, -1);
        })) {
            WithSecret mine = bench.endpoint(slow.url("/"), false, EventType.JOB_SUCCEEDED);
            bench.sender(2_000, 2_000, 2_000, Duration.ofSeconds(50)).start();
            bench.succeed(2_000, null);

            assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
            awaitDeliveries(mine.endpoint().id(), State.DELIVERED, 2_000);
        }
    }

    @Test
    void wherever_senders_are_broken_off_no_event_is_lost_and_ids_are_stable() {
        Random random = new Random(11);
        try (Receiver receiver = Receiver.answering(200)) {
            WithSecret mine = bench.endpoint(receiver.url("/"), false, EventType.JOB_SUCCEEDED, EventType.JOB_FAILED);
            List<JobId> ids = new ArrayList<>();
            for (int round = 0; round < 100; round++) {
                WebhookSender sender = bench.sender(20, 20, 1_000, Duration.ofSeconds(5));
                sender.start();
                List<SubmittedJob> jobs = bench.dispatched(5, null);
                bench.end(jobs, round % 2 == 0 ? new Outcome.Succeeded("{}", null) : Bench.failure());
                jobs.forEach(job -> ids.add(job.id()));
                LockSupport.parkNanos(random.nextLong(30_000_000));
                sender.stop();
                // what it had claimed is free again
                bench.clock.pass(Duration.ofMinutes(1));
            }
            bench.started();

            awaitDeliveries(mine.endpoint().id(), State.DELIVERED, ids.size());
            Map<String, Set<String>> eventsByJob = receiver.requests().stream()
                    .collect(Collectors.groupingBy(request -> request.json().path("data").path("id").asString(),
                            Collectors.mapping(request -> request.header("webhook-id"), Collectors.toSet())));
            assertThat(eventsByJob.keySet())
                    .isEqualTo(ids.stream().map(JobId::toString).collect(Collectors.toSet()));
            assertThat(eventsByJob.values()).allMatch(events -> events.size() == 1);
        }
    }

    @Test
    void what_has_failed_is_recovered_by_a_task() {
        AtomicInteger status = new AtomicInteger(410);
        try (Receiver receiver = new Receiver(exchange -> exchange.sendResponseHeaders(status.get(), -1))) {
            WithSecret mine = bench.endpoint(receiver.url("/"), false, EventType.JOB_SUCCEEDED);
            bench.started();
            Instant since = bench.clock.instant();
            bench.succeed(1, null);
            awaitDeliveries(mine.endpoint().id(), State.FAILED, 1);
            status.set(200);
            bench.endpoints.update(Bench.TENANT, mine.endpoint().id(), new WebhookEndpoint.Settings("back",
                    receiver.url("/"), Set.of(EventType.JOB_SUCCEEDED), false, false));

            Recovery task = bench.recoveries.create(Bench.TENANT, mine.endpoint().id(), since);

            awaitDeliveries(mine.endpoint().id(), State.DELIVERED, 1);
            await().atMost(A_WHILE).until(() -> bench.recoveries.find(Bench.TENANT, task.id()).orElseThrow().done());
            assertThat(bench.recoveries.count(task)).isEqualTo(new Recovery.Count(1, 1, 0));
        }
    }

    @Test
    void a_test_is_sent_once_even_to_a_disabled_endpoint() {
        try (Receiver broken = Receiver.answering(500)) {
            WithSecret mine = bench.endpoint(broken.url("/"), false, EventType.JOB_SUCCEEDED);
            bench.endpoints.disable(mine.endpoint(), Reason.GONE);
            WebhookEvent event = WebhookEvent.of(Bench.TENANT, EventType.JOB_FAILED, bench.clock.instant(), "test",
                    Map.of("id", "job_test"));
            bench.started();
            bench.events.record(List.of(event));
            bench.deliveries.recordForAnyone(
                    Delivery.to(mine.endpoint(), event, bench.clock.instant()).asTest());

            awaitDeliveries(mine.endpoint().id(), State.FAILED, 1);
            assertThat(broken.requests()).hasSize(1);
        }
    }
}
