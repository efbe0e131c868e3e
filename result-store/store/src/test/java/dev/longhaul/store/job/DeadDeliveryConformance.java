package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.deadletter.LetterFilter;
import dev.longhaul.store.webhook.DeadDeliveries;
import dev.longhaul.store.webhook.DeadDeliveries.Group;
import dev.longhaul.store.webhook.DeadDelivery;
import dev.longhaul.store.webhook.Delivery;
import dev.longhaul.store.webhook.Delivery.Attempt;
import dev.longhaul.store.webhook.Delivery.State;
import dev.longhaul.store.webhook.WebhookEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

interface DeadDeliveryConformance extends UsesStore {

    private DeadDeliveries dead() {
        return new DeadDeliveries(store().database, store().clock);
    }

    private Delivery ended(String tenant, String host, @Nullable Integer status, State state) {
        store().clock.pass(Duration.ofSeconds(1));
        Instant now = store().clock.instant();
        WebhookEvent event = WebhookEvent.of(tenant, EventType.JOB_FAILED, now, "job-" + now, Map.of());
        Delivery delivery = Delivery.toUrl("https://" + host + "/hook", event, now);
        store().deliveries.record(List.of(delivery));
        store().deliveries.claim(delivery.queue(), 10, "a", Duration.ofMinutes(1));
        store().deliveries.end(delivery, "a", state,
                new Attempt(now, 5, status, status == null ? "connection refused" : null, null));
        return delivery;
    }

    private static LetterFilter filter(@Nullable String tenant, @Nullable String text) {
        return new LetterFilter(List.of(), null, tenant, null, null, null, null, null, null, null, text);
    }

    @Test
    default void those_given_up_are_grouped_by_recipient_and_last_answer() {
        Delivery first = ended("acme", "a.example", 503, State.FAILED);
        Delivery second = ended("acme", "a.example", 503, State.FAILED);
        ended("acme", "a.example", 200, State.DELIVERED);
        Delivery other = ended("acme", "b.example", null, State.FAILED);

        List<Group> groups = dead().groups(LetterFilter.ALL, 10);

        assertThat(groups).extracting(Group::count).containsExactly(2L, 1L);
        assertThat(groups).extracting(group -> group.sample().delivery().id()).containsExactly(second.id(), other.id());
        assertThat(groups.getFirst().last()).isAfter(groups.getFirst().first());
        assertThat(groups).extracting(group -> group.sample().why()).containsExactly("It was answered with status 503.",
                "No answer: connection refused");
        assertThat(dead().list(LetterFilter.ofCause(groups.getFirst().sample().cause()), null, 10))
                .extracting(letter -> letter.delivery().id()).containsExactly(second.id(), first.id());
        assertThat(dead().list(LetterFilter.ALL, second.id(), 10)).extracting(letter -> letter.delivery().id())
                .containsExactly(first.id());
    }

    @Test
    default void filters_find_deliveries_of_which_all_is_true() {
        Delivery mine = ended("acme", "a.example", 500, State.FAILED);
        Delivery theirs = ended("other", "a.example", 404, State.FAILED);

        assertThat(dead().list(filter("acme", null), null, 10)).extracting(DeadDelivery::delivery)
                .extracting(Delivery::id).containsExactly(mine.id());
        assertThat(dead().list(filter(null, "STATUS 404"), null, 10)).extracting(DeadDelivery::delivery)
                .extracting(Delivery::id).containsExactly(theirs.id());
        assertThat(dead().list(filter("acme", "404"), null, 10)).isEmpty();
        Instant second = dead().find(theirs.id()).orElseThrow().at();
        assertThat(dead().groups(new LetterFilter(List.of(), null, null, null, null, null, second, null, 1, 1, null),
                10)).hasSize(1);
        assertThat(dead().groups(new LetterFilter(List.of(), null, null, null, null, null, null, second, 2, null,
                null), 10)).isEmpty();
        LetterFilter forJobs = new LetterFilter(List.of(), null, null, "small", null, null, null, null, null, null,
                null);
        assertThat(dead().list(forJobs, null, 10)).isEmpty();
        assertThat(dead().groups(forJobs, 10)).isEmpty();
        assertThat(dead().redeliver(forJobs)).isZero();
    }

    @Test
    default void those_tried_again_are_none_and_begin_anew() {
        Delivery again = ended("acme", "a.example", 503, State.FAILED);
        Delivery kept = ended("other", "a.example", 503, State.FAILED);

        assertThat(dead().redeliver(filter("acme", null))).isEqualTo(1);

        assertThat(dead().find(again.id())).isEmpty();
        assertThat(dead().find(kept.id())).isPresent();
        assertThat(store().deliveries.called(10)).containsExactly(again.queue());
        assertThat(store().deliveries.claim(again.queue(), 10, "b", Duration.ofMinutes(1))).singleElement()
                .satisfies(claimed -> assertThat(claimed.tries()).isZero());
    }

    @Test
    default void discarded_ones_stay_failed_for_their_tenant() {
        Delivery delivery = ended("acme", "a.example", 503, State.FAILED);

        assertThat(dead().discard(LetterFilter.ALL)).isEqualTo(1);

        assertThat(dead().list(LetterFilter.ALL, null, 10)).isEmpty();
        assertThat(store().deliveries.find("acme", delivery.id())).hasValueSatisfying(
                found -> assertThat(found.state()).isEqualTo(State.FAILED));
    }

    @Test
    default void a_test_that_failed_is_no_dead_letter() {
        WebhookEvent event = WebhookEvent.of("acme", EventType.JOB_FAILED, store().clock.instant(), "test", Map.of());
        Delivery test = Delivery.toUrl("https://a.example/hook", event, store().clock.instant()).asTest();
        store().deliveries.record(List.of(test));
        store().deliveries.claim(test.queue(), 10, "a", Duration.ofMinutes(1));
        store().deliveries.end(test, "a", State.FAILED, null);

        assertThat(dead().list(LetterFilter.ALL, null, 10)).isEmpty();
    }
}
