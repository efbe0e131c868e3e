package dev.longhaul.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.embedded.CutProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Longhaul needs of every AMQP broker, through the link's own classes. */
public abstract class AmqpConformance {

    private final String pool = "c" + UUID.randomUUID();
    private final String queue = RelayTopology.workQueue(pool, Lane.STANDARD);
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private CutProxy proxy;
    private LinkEnds ends;
    private ConfirmedPublisher publisher;

    /** {@code amqp://user:password@host:port} of the broker. */
    protected abstract String uri();

    @BeforeEach
    void connect() {
        proxy = CutProxy.before(uri());
        ends = LinkEnds.connect(proxy.uri(), RelayTopology.durable(Set.of(pool)));
        publisher = ends.publisher(1_000);
    }

    @AfterEach
    void disconnect() {
        proxy.up();
        for (Lane lane : Lane.values()) {
            ends.admin().deleteQueue(RelayTopology.workQueue(pool, lane));
        }
        ends.close();
        proxy.close();
    }

    @Test
    void a_confirmed_message_arrives_with_its_bytes() {
        byte[] bytes = new byte[3_000];
        new Random(7).nextBytes(bytes);
        ends.consume(queue, 10, deliveries::add);

        publisher.publish("", queue, bytes).join();

        await().untilAsserted(() -> assertThat(deliveries).hasSize(1));
        assertThat(deliveries.getFirst().body()).isEqualTo(bytes);
        assertThat(deliveries.getFirst().queue()).isEqualTo(queue);
        assertThat(deliveries.getFirst().redelivered()).isFalse();
        assertThat(deliveries.getFirst().isLive()).isTrue();
    }

    @Test
    void a_message_of_five_megabytes_passes() {
        byte[] bytes = new byte[5_000_000];
        Arrays.fill(bytes, (byte) 'x');
        ends.consume(queue, 10, deliveries::add);

        publisher.publish("", queue, bytes).join();

        await().untilAsserted(() -> assertThat(deliveries).hasSize(1));
        assertThat(deliveries.getFirst().body()).isEqualTo(bytes);
    }

    @Test
    void a_message_for_no_queue_fails_and_the_next_one_passes() {
        assertThatThrownBy(() -> publisher.publish("", "nowhere-" + pool, text("lost")).join())
                .isInstanceOf(CompletionException.class).hasCauseInstanceOf(UnconfirmedException.class);

        publisher.publish("", queue, text("next")).join();
    }

    @Test
    void an_unsaved_message_arrives_and_fails_when_there_is_no_queue_for_it() {
        ends.consume(queue, 10, deliveries::add);

        publisher.publishUnsaved("", queue, text("kept by the record")).join();

        await().untilAsserted(() -> assertThat(deliveries).hasSize(1));
        assertThat(text(deliveries.getFirst())).isEqualTo("kept by the record");
        assertThatThrownBy(() -> publisher.publishUnsaved("", "nowhere-" + pool, text("lost")).join())
                .isInstanceOf(CompletionException.class).hasCauseInstanceOf(UnconfirmedException.class);
    }

    @Test
    void a_transient_message_for_nobody_is_no_error() {
        publisher.publishTransient(RelayTopology.REPLIES, "nobody-" + pool, text("lost")).join();
    }

    @Test
    void messages_of_one_thread_arrive_in_order_with_many_confirms_in_flight() {
        List<CompletableFuture<Void>> confirms = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            confirms.add(publisher.publish("", queue, text(Integer.toString(i))));
        }
        confirms.forEach(CompletableFuture::join);

        ends.consume(queue, 100, delivery -> {
            deliveries.add(delivery);
            delivery.ack();
        });

        await().untilAsserted(() -> assertThat(deliveries).hasSize(5_000));
        for (int i = 0; i < 5_000; i++) {
            assertThat(text(deliveries.get(i))).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void the_prefetch_bounds_what_is_in_our_hands() {
        send(20);
        ends.consume(queue, 5, deliveries::add);
        await().untilAsserted(() -> assertThat(deliveries).hasSize(5));

        deliveries.getFirst().ack();

        await().untilAsserted(() -> assertThat(deliveries).hasSize(6));
    }

    @Test
    void what_is_acknowledged_in_any_order_never_comes_again_and_the_rest_does() {
        send(500);
        RelayConsumer first = ends.consume(queue, 500, deliveries::add);
        await().untilAsserted(() -> assertThat(deliveries).hasSize(500));
        List<Delivery> shuffled = new ArrayList<>(deliveries);
        Collections.shuffle(shuffled, new Random(3));
        List<Delivery> kept = shuffled.subList(0, 50);
        shuffled.subList(50, 500).forEach(Delivery::ack);

        first.close();

        List<Delivery> again = new CopyOnWriteArrayList<>();
        ends.consume(queue, 500, again::add);
        await().untilAsserted(() -> assertThat(again).hasSize(50));
        assertThat(again.stream().map(AmqpConformance::text)).containsExactlyInAnyOrderElementsOf(
                kept.stream().map(AmqpConformance::text).toList());
        assertThat(again).allMatch(Delivery::redelivered);
        assertThat(kept).noneMatch(Delivery::isLive);
        again.forEach(Delivery::ack);
        await().untilAsserted(() -> assertThat(ends.waiting(queue)).isZero());
    }

    @Test
    void what_is_given_back_comes_again_marked() {
        send(2);
        ends.consume(queue, 10, delivery -> {
            deliveries.add(delivery);
            if (delivery.redelivered()) {
                delivery.ack();
            } else {
                delivery.requeue();
            }
        });

        await().untilAsserted(() -> assertThat(deliveries).hasSize(4));
        assertThat(deliveries.stream().filter(Delivery::redelivered)).hasSize(2);
        await().untilAsserted(() -> assertThat(ends.waiting(queue)).isZero());
    }

    @Test
    void acknowledging_and_giving_back_mixed_loses_nothing_and_repeats_nothing() {
        send(1_000);
        Set<String> done = Collections.synchronizedSet(new java.util.HashSet<>());
        AtomicInteger repeated = new AtomicInteger();
        Random random = new Random(11);
        ends.consume(queue, 64, delivery -> {
            boolean back = random.nextInt(3) == 0;
            Thread.ofVirtual().start(() -> {
                if (back) {
                    delivery.requeue();
                } else {
                    if (!done.add(text(delivery))) {
                        repeated.incrementAndGet();
                    }
                    delivery.ack();
                }
            });
        });

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(done).hasSize(1_000));
        await().untilAsserted(() -> assertThat(ends.waiting(queue)).isZero());
        assertThat(repeated).hasValue(0);
    }

    @Test
    void acknowledging_twice_does_no_harm() {
        send(3);
        RelayConsumer consumer = ends.consume(queue, 1, delivery -> {
            deliveries.add(delivery);
            delivery.ack();
            delivery.ack();
            delivery.requeue();
        });

        await().untilAsserted(() -> assertThat(deliveries.stream().map(AmqpConformance::text).distinct()).hasSize(3));
        deliveries.forEach(Delivery::ack);
        await().untilAsserted(() -> assertThat(ends.waiting(queue)).isZero());
        assertThat(consumer.isConsuming()).isTrue();
    }

    @Test
    void a_paused_consumer_takes_nothing_more_but_can_acknowledge() {
        send(1);
        RelayConsumer consumer = ends.consume(queue, 10, deliveries::add);
        await().untilAsserted(() -> assertThat(deliveries).hasSize(1));

        consumer.pause();
        send(3);
        await().untilAsserted(() -> assertThat(ends.waiting(queue)).isGreaterThanOrEqualTo(3));
        assertThat(deliveries).hasSize(1);
        deliveries.getFirst().ack();

        consumer.close();
        await().untilAsserted(() -> assertThat(ends.waiting(queue)).isEqualTo(3));
    }

    @Test
    void a_handler_that_throws_kills_neither_consumer_nor_delivery() {
        send(3);
        RelayConsumer consumer = ends.consume(queue, 10, delivery -> {
            deliveries.add(delivery);
            if (text(delivery).equals("1") && !delivery.redelivered()) {
                throw new AssertionError("a test's own");
            }
            delivery.ack();
        });

        await().untilAsserted(() -> assertThat(deliveries).hasSize(4));
        assertThat(deliveries.stream().filter(delivery -> text(delivery).equals("1"))).hasSize(2);
        assertThat(consumer.isConsuming()).isTrue();
        await().untilAsserted(() -> assertThat(ends.waiting(queue)).isZero());
    }

    @Test
    void an_instance_is_reached_by_its_name_and_by_all() {
        String name = "i-" + pool;
        try (LinkEnds instance = LinkEnds.connect(uri(), RelayTopology.durable(Set.of(pool)),
                RelayTopology.instance(RelayTopology.CONTROL, name))) {
            RelayConsumer consumer = instance.consume(RelayTopology.instanceQueue(RelayTopology.CONTROL, name), 10,
                    deliveries::add);
            await().until(consumer::isConsuming);

            publisher.publishTransient(RelayTopology.CONTROL, name, text("own")).join();
            publisher.publishTransient(RelayTopology.CONTROL, RelayTopology.ALL, text("all")).join();
            publisher.publishTransient(RelayTopology.CONTROL, "other", text("other")).join();

            await().untilAsserted(() -> assertThat(deliveries.stream().map(AmqpConformance::text))
                    .containsExactly("own", "all"));
        }
        await().untilAsserted(
                () -> assertThat(ends.waiting(RelayTopology.instanceQueue(RelayTopology.CONTROL, name))).isEqualTo(-1));
    }

    @Test
    void after_a_cut_the_consumer_subscribes_again_and_gets_back_what_was_in_its_hands() {
        send(2);
        RelayConsumer consumer = ends.consume(queue, 10, deliveries::add);
        await().untilAsserted(() -> assertThat(deliveries).hasSize(2));

        proxy.cut();

        await().untilAsserted(() -> assertThat(deliveries).hasSize(4));
        assertThat(deliveries.subList(0, 2)).noneMatch(Delivery::isLive);
        assertThat(deliveries.subList(2, 4)).allMatch(Delivery::isLive).allMatch(Delivery::redelivered);
        deliveries.forEach(Delivery::ack);
        await().untilAsserted(() -> assertThat(ends.waiting(queue)).isZero());
        assertThat(consumer.isConsuming()).isTrue();
    }

    @Test
    void an_instance_queue_is_there_again_after_a_cut() {
        String name = "r-" + pool;
        String own = RelayTopology.instanceQueue(RelayTopology.REPLIES, name);
        try (LinkEnds instance = LinkEnds.connect(proxy.uri(), RelayTopology.durable(Set.of(pool)),
                RelayTopology.instance(RelayTopology.REPLIES, name))) {
            RelayConsumer consumer = instance.consume(own, 10, deliveries::add);
            await().until(consumer::isConsuming);

            proxy.cut();

            await().until(() -> !consumer.isConsuming());
            await().until(consumer::isConsuming);
            await().ignoreExceptions().untilAsserted(() -> {
                publisher.publishTransient(RelayTopology.REPLIES, name, text("again")).join();
                assertThat(deliveries).isNotEmpty();
            });
        }
    }

    @Test
    void while_the_line_is_down_publishes_fail_at_once_and_afterwards_they_pass() {
        publisher.publish("", queue, text("before")).join();
        proxy.down();
        await().untilAsserted(() -> assertThatThrownBy(() -> publisher.publish("", queue, text("lost")).join())
                .hasCauseInstanceOf(UnconfirmedException.class));
        long begun = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            assertThat(publisher.publish("", queue, text("lost"))).isCompletedExceptionally();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));

        proxy.up();

        await().ignoreExceptions().untilAsserted(() -> publisher.publish("", queue, text("after")).join());
    }

    @Test
    void every_message_under_way_at_a_cut_is_either_confirmed_or_failed() {
        AtomicInteger confirmed = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        for (int i = 0; i < 3_000; i++) {
            if (i == 1_000) {
                await().until(() -> confirmed.get() == 1_000);
                // a fast broker may have confirmed all that was sent by the cut: these wait before it
                proxy.hang();
            } else if (i == 1_500) {
                proxy.cut();
                proxy.up();
            }
            publisher.publish("", queue, text(Integer.toString(i)),
                    failure -> (failure == null ? confirmed : failed).incrementAndGet());
        }

        await().untilAsserted(() -> assertThat(confirmed.get() + failed.get()).isEqualTo(3_000));
        assertThat(failed.get()).isGreaterThanOrEqualTo(500);
        ends.consume(queue, 500, delivery -> {
            deliveries.add(delivery);
            delivery.ack();
        });
        await().untilAsserted(() -> assertThat(deliveries.size()).isBetween(confirmed.get(), 3_000));
    }

    @Test
    void a_closed_publisher_publishes_nothing() {
        publisher.publish("", queue, text("open")).join();

        publisher.close();

        assertThatThrownBy(() -> publisher.publish("", queue, text("closed")).join())
                .hasCauseInstanceOf(UnconfirmedException.class);
    }

    private void send(int messages) {
        List<CompletableFuture<Void>> confirms = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            confirms.add(publisher.publish("", queue, text(Integer.toString(i))));
        }
        confirms.forEach(CompletableFuture::join);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Delivery delivery) {
        return new String(delivery.body(), StandardCharsets.UTF_8);
    }
}
