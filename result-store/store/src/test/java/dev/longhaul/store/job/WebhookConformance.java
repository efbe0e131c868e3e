package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.webhook.Delivery;
import dev.longhaul.store.webhook.Delivery.Attempt;
import dev.longhaul.store.webhook.Delivery.State;
import dev.longhaul.store.webhook.OpenSecret;
import dev.longhaul.store.webhook.Recovery;
import dev.longhaul.store.webhook.Recovery.Count;
import dev.longhaul.store.webhook.SecretBox;
import dev.longhaul.store.webhook.WebhookEndpoint;
import dev.longhaul.store.webhook.WebhookEndpoint.Reason;
import dev.longhaul.store.webhook.WebhookEndpoint.Settings;
import dev.longhaul.store.webhook.WebhookEndpoints;
import dev.longhaul.store.webhook.WebhookEndpoints.WithSecret;
import dev.longhaul.store.webhook.WebhookEvent;
import dev.longhaul.store.webhook.WebhookRecoveries;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

interface WebhookConformance extends UsesStore {

    Settings ALL = new Settings("mine", "https://example.org/hook", Set.of(EventType.values()), false, false);
    Duration LEASE = Duration.ofMinutes(1);

    private WithSecret endpoint() {
        return store().endpoints.create("acme", ALL).orElseThrow();
    }

    private WebhookEvent event(String what) {
        store().clock.pass(Duration.ofMillis(1));
        return WebhookEvent.of("acme", EventType.JOB_SUCCEEDED, store().clock.instant(), what, Map.of("id", what));
    }

    private Delivery delivery(WebhookEndpoint endpoint, String what) {
        Delivery delivery = Delivery.to(endpoint, event(what), store().clock.instant());
        store().deliveries.record(List.of(delivery));
        return delivery;
    }

    @Test
    default void an_endpoint_is_its_tenants_alone() {
        WebhookEndpoint mine = endpoint().endpoint();

        assertThat(store().endpoints.find("acme", mine.id())).contains(mine);
        assertThat(store().endpoints.find("other", mine.id())).isEmpty();
        assertThat(store().endpoints.update("other", mine.id(), ALL)).isEmpty();
        assertThat(store().endpoints.rotate("other", mine.id(), false)).isEmpty();
        assertThat(store().endpoints.delete("other", mine.id())).isFalse();
        assertThat(store().endpoints.list("other", null, 10)).isEmpty();
        assertThat(store().endpoints.list("acme", null, 10)).containsExactly(mine);
        assertThat(store().endpoints.list("acme", mine.id(), 10)).isEmpty();
        assertThat(store().endpoints.delete("acme", mine.id())).isTrue();
        assertThat(store().endpoints.list("acme", null, 10)).isEmpty();
    }

    @Test
    default void a_secret_is_encrypted_and_bound_to_its_tenant_and_endpoint() throws Exception {
        WithSecret first = endpoint();
        WithSecret second = endpoint();

        assertThat(store().endpoints.secrets(first.endpoint())).extracting(OpenSecret::text)
                .containsExactly(first.secret());
        String stored = store().database.getCollection("webhook_endpoints").find().into(new ArrayList<>()).toString();
        assertThat(stored).doesNotContain(first.secret().substring("whsec_".length()));
        store().database.getCollection("webhook_endpoints").updateOne(new Document("_id", second.endpoint().id()),
                new Document("$set", new Document("secret.sealed", first.endpoint().secret().sealed())));
        WebhookEndpoint moved = store().endpoints.find(second.endpoint().id()).orElseThrow();
        assertThatThrownBy(() -> store().endpoints.secrets(moved)).isInstanceOf(GeneralSecurityException.class);
        WebhookEndpoints other = new WebhookEndpoints(store().database,
                SecretBox.open("env:KEY", name -> "A".repeat(43) + "="), store().clock, new Random());
        assertThatThrownBy(() -> other.secrets(first.endpoint())).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    default void after_a_rotation_that_keeps_it_the_old_secret_signs_for_a_day() throws Exception {
        WithSecret first = endpoint();
        WithSecret second = store().endpoints.rotate("acme", first.endpoint().id(), true).orElseThrow();

        store().clock.pass(Duration.ofHours(24).minusMillis(1));
        assertThat(store().endpoints.secrets(second.endpoint())).extracting(OpenSecret::text).containsExactly(
                second.secret(),
                first.secret());
        store().clock.pass(Duration.ofMillis(1));
        assertThat(store().endpoints.secrets(second.endpoint())).extracting(OpenSecret::text)
                .containsExactly(second.secret());

        WithSecret third = store().endpoints.rotate("acme", first.endpoint().id(), false).orElseThrow();
        assertThat(store().endpoints.secrets(third.endpoint())).extracting(OpenSecret::text)
                .containsExactly(third.secret());
    }

    @Test
    default void what_signs_for_jobs_is_made_once_and_is_no_endpoint() throws Exception {
        WebhookEndpoint made = store().endpoints.ensureForJobs("acme");

        assertThat(store().endpoints.ensureForJobs("acme")).isEqualTo(made);
        WithSecret rotated = store().endpoints.rotateForJobs("acme", false);
        assertThat(store().endpoints.secrets(store().endpoints.ensureForJobs("acme"))).extracting(OpenSecret::text)
                .containsExactly(rotated.secret());
        assertThat(store().endpoints.list("acme", null, 10)).isEmpty();
        assertThat(store().endpoints.of(List.of("acme"))).isEmpty();
        assertThat(store().endpoints.find("acme", made.id())).isEmpty();
    }

    @Test
    default void a_tenant_has_fifty_endpoints_at_most() {
        for (int i = 0; i < WebhookEndpoints.MOST; i++) {
            endpoint();
        }
        assertThat(store().endpoints.create("acme", ALL)).isEmpty();
        assertThat(store().endpoints.create("other", ALL)).isPresent();
    }

    @Test
    default void an_endpoint_fails_since_its_first_failure_until_one_succeeds() {
        String id = endpoint().endpoint().id();
        Instant first = store().clock.instant();

        assertThat(store().endpoints.failed(id)).contains(first);
        store().clock.pass(Duration.ofDays(1));
        assertThat(store().endpoints.failed(id)).contains(first);
        store().endpoints.succeeded(id);
        assertThat(store().endpoints.failed(id)).contains(store().clock.instant());
        assertThat(store().endpoints.failed("whe_unknown")).isEmpty();
    }

    @Test
    default void an_endpoint_is_disabled_once_until_its_owner_changes_it() {
        WebhookEndpoint endpoint = endpoint().endpoint();

        assertThat(store().endpoints.disable(endpoint, Reason.GONE)).isTrue();
        assertThat(store().endpoints.disable(endpoint, Reason.FAILING)).isFalse();
        List<WebhookEndpoint> untold = store().endpoints.untold();
        assertThat(untold).extracting(WebhookEndpoint::disabledFor).containsExactly(Reason.GONE);
        assertThat(untold.getFirst().isCalled()).isFalse();
        store().endpoints.told(untold.getFirst());
        assertThat(store().endpoints.untold()).isEmpty();

        WebhookEndpoint changed = store().endpoints.update("acme", endpoint.id(), ALL).orElseThrow();
        assertThat(changed.isCalled()).isTrue();
        assertThat(changed.updatedAt()).isEqualTo(store().clock.instant());

        assertThat(store().endpoints.disable(endpoint, Reason.GONE)).isFalse();
        assertThat(store().endpoints.disable(changed, Reason.GONE)).isTrue();
    }

    @Test
    default void events_are_listed_in_the_order_of_their_recording_when_they_have_settled() {
        List<WebhookEvent> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(event("job-" + i));
            store().events.record(List.of(all.getLast(), all.getFirst()));
        }
        assertThat(store().events.list("acme", null, 10)).hasValueSatisfying(now -> assertThat(now).isEmpty());
        store().clock.pass(Duration.ofSeconds(3));

        assertThat(store().events.list("acme", null, 3)).contains(all.subList(0, 3));
        assertThat(store().events.list("acme", all.get(2).id(), 3)).contains(all.subList(3, 5));
        assertThat(store().events.list("acme", all.get(4).id(), 3)).contains(List.of());
        assertThat(store().events.list("other", null, 3)).contains(List.of());
        assertThat(store().events.list("other", all.get(2).id(), 3)).isEmpty();
        assertThat(store().events.find(List.of(all.get(1).id(), "evt_unknown"))).containsExactly(all.get(1));
    }

    @Test
    default void an_event_that_another_has_recorded_is_told_once() {
        WebhookEvent event = event("quota");
        store().events.recordUntold(event);
        store().events.recordUntold(event);

        assertThat(store().events.untold(10)).containsExactly(event);
        store().events.told(List.of(event));
        assertThat(store().events.untold(10)).isEmpty();
        store().events.recordUntold(event);
        assertThat(store().events.untold(10)).isEmpty();
    }

    @Test
    default void a_delivery_that_is_due_is_claimed_by_one() {
        WebhookEndpoint endpoint = endpoint().endpoint();
        Delivery delivery = delivery(endpoint, "job-1");
        store().deliveries.record(List.of(delivery));

        assertThat(store().deliveries.queues()).containsExactly(endpoint.id());
        assertThat(store().deliveries.claim("other", 10, "a", LEASE)).isEmpty();
        assertThat(store().deliveries.claim(endpoint.id(), 10, "a", LEASE)).extracting(Delivery::id)
                .containsExactly(delivery.id());
        assertThat(store().deliveries.claim(endpoint.id(), 10, "b", LEASE)).isEmpty();
        assertThat(store().deliveries.nextDue(endpoint.id())).isEqualTo(store().clock.instant().plus(LEASE));
    }

    @Test
    default void what_a_dead_sender_had_claimed_is_claimed_again_and_its_word_counts_no_more() {
        WebhookEndpoint endpoint = endpoint().endpoint();
        Delivery delivery = delivery(endpoint, "job-1");
        store().deliveries.claim(endpoint.id(), 10, "dead", LEASE);
        store().clock.pass(LEASE);

        assertThat(store().deliveries.claim(endpoint.id(), 10, "alive", LEASE)).hasSize(1);
        store().deliveries.end(delivery, "dead", State.FAILED, null);
        assertThat(find(delivery).state()).isEqualTo(State.PENDING);
        Attempt attempt = new Attempt(store().clock.instant(), 12, 200, null, "ok");
        store().deliveries.end(delivery, "alive", State.DELIVERED, attempt);
        assertThat(find(delivery).state()).isEqualTo(State.DELIVERED);
        assertThat(find(delivery).attempts()).containsExactly(attempt);
        assertThat(store().deliveries.queues()).isEmpty();
    }

    private Delivery find(Delivery delivery) {
        return store().deliveries.find("acme", delivery.id()).orElseThrow();
    }

    @Test
    default void a_delivery_waits_for_its_next_try() {
        WebhookEndpoint endpoint = endpoint().endpoint();
        Delivery delivery = delivery(endpoint, "job-1");
        store().deliveries.claim(endpoint.id(), 10, "a", LEASE);
        Instant next = store().clock.instant().plusSeconds(300);
        store().deliveries.again(delivery, "a", new Attempt(store().clock.instant(), 5, null, "silence", null), next);

        assertThat(store().deliveries.nextDue(endpoint.id())).isEqualTo(next);
        assertThat(store().deliveries.claim(endpoint.id(), 10, "b", LEASE)).isEmpty();
        store().clock.pass(Duration.ofMinutes(5));
        assertThat(store().deliveries.claim(endpoint.id(), 10, "b", LEASE)).extracting(Delivery::tries)
                .containsExactly(1);
    }

    @Test
    default void a_delivery_is_asked_for_again_by_its_owner_only() {
        WebhookEndpoint endpoint = endpoint().endpoint();
        Delivery delivery = delivery(endpoint, "job-1");
        store().deliveries.claim(endpoint.id(), 10, "a", LEASE);
        store().deliveries.end(delivery, "a", State.FAILED, null);

        assertThat(store().deliveries.redeliver("other", delivery.id())).isEmpty();
        assertThat(store().deliveries.called(10)).isEmpty();
        assertThat(store().deliveries.redeliver("acme", delivery.id())).hasValueSatisfying(
                again -> assertThat(again.state()).isEqualTo(State.PENDING));
        assertThat(store().deliveries.called(10)).containsExactly(endpoint.id());
        assertThat(store().deliveries.claim(endpoint.id(), 10, "b", LEASE)).hasSize(1);
        assertThat(store().deliveries.called(10)).isEmpty();
    }

    @Test
    default void deliveries_are_listed_by_endpoint_and_state_the_latest_event_first() {
        WebhookEndpoint endpoint = endpoint().endpoint();
        List<Delivery> all = IntStream.range(0, 4).mapToObj(i -> delivery(endpoint, "job-" + i)).toList();
        delivery(endpoint().endpoint(), "job-1");
        store().deliveries.claim(endpoint.id(), 10, "a", LEASE);
        store().deliveries.end(all.get(1), "a", State.FAILED, null);

        assertThat(store().deliveries.list("acme", endpoint.id(), null, null, 3)).extracting(Delivery::id)
                .containsExactly(all.get(3).id(), all.get(2).id(), all.get(1).id());
        assertThat(store().deliveries.list("acme", endpoint.id(), null, all.get(1).id(), 3))
                .extracting(Delivery::id).containsExactly(all.get(0).id());
        assertThat(store().deliveries.list("acme", endpoint.id(), State.FAILED, null, 3)).extracting(Delivery::id)
                .containsExactly(all.get(1).id());
        assertThat(store().deliveries.list("other", endpoint.id(), null, null, 3)).isEmpty();
    }

    @Test
    default void a_recovery_asks_for_each_failed_delivery_since_then_once_though_it_breaks_off() {
        WebhookEndpoint endpoint = endpoint().endpoint();
        List<Delivery> all = IntStream.range(0, 1_300).mapToObj(i -> delivery(endpoint, "job-" + i)).toList();
        store().deliveries.claim(endpoint.id(), 2_000, "a", LEASE);
        for (Delivery each : all) {
            boolean even = Integer.parseInt(String.valueOf(each.id().charAt(15)), 16) % 2 == 0;
            store().deliveries.end(each, "a", even ? State.FAILED : State.DELIVERED, null);
        }
        Instant since = all.get(100).createdAt();
        List<String> failed = store().deliveries.list("acme", endpoint.id(), State.FAILED, null, 2_000).stream()
                .map(Delivery::id).filter(id -> id.compareTo(all.get(100).id()) >= 0).toList();
        Recovery task = store().recoveries.create("acme", endpoint.id(), since);
        Delivery later = delivery(endpoint, "later");

        assertThat(store().recoveries.step()).isTrue();
        // another instance, which knows nothing of this one, goes on; some of the first part have failed again
        List<Delivery> again = store().deliveries.claim(endpoint.id(), 100, "b", LEASE);
        again.forEach(each -> store().deliveries.end(each, "b", State.FAILED, null));
        WebhookRecoveries other = new WebhookRecoveries(store().database, store().deliveries, store().clock,
                new Random());
        while (other.step()) {
            assertThat(other.count(task).asked()).isLessThanOrEqualTo(failed.size());
        }

        assertThat(store().recoveries.find("acme", task.id())).hasValueSatisfying(
                done -> assertThat(done.done()).isTrue());
        assertThat(store().recoveries.find("other", task.id())).isEmpty();
        long failedAgain = again.stream().filter(each -> !each.id().equals(later.id())).count();
        assertThat(store().recoveries.count(task)).isEqualTo(new Count(failed.size(), 0, failedAgain));
    }

    @Test
    default void what_is_past_its_time_is_deleted() {
        delivery(endpoint().endpoint(), "job-1");
        store().events.record(List.of(event("job-1")));
        assertThat(store().deliveries.sweep(10) + store().events.sweep(10)).isZero();
        store().clock.pass(Duration.ofDays(31));
        assertThat(store().deliveries.sweep(10)).isEqualTo(1);
        assertThat(store().events.sweep(10)).isEqualTo(1);
    }
}
