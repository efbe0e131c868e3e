package dev.longhaul.dispatcher.place;

import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.PlaceInquiry;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.fairness.WaitingPlace;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.Delivery;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.link.RelayTopology;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Answers why jobs wait, one question after the other, on this dispatcher's own queue. So many questions cannot come
 * that the dispatching suffers: above a number of jobs in a second it answers without counting.
 */
public final class PlaceDesk implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PlaceDesk.class);
    private static final int COUNTED_PER_SECOND = 2_000_000;

    private final Function<Consumer<Delivery>, RelayConsumer> subscribe;
    private final Scheduler scheduler;
    private final ConfirmedPublisher amqp;
    private final CountingBudget budget;
    private volatile @Nullable RelayConsumer consumer;

    /**
     * @param subscribe
     *            begins to hand the queue's deliveries to a handler, one at a time
     */
    public PlaceDesk(Function<Consumer<Delivery>, RelayConsumer> subscribe, Scheduler scheduler,
            ConfirmedPublisher amqp, Clock clock) {
        this.subscribe = subscribe;
        this.scheduler = scheduler;
        this.amqp = amqp;
        this.budget = new CountingBudget(COUNTED_PER_SECOND, clock);
    }

    private void read(Delivery delivery) {
        try {
            answer(MessageCodec.read(delivery.body(), PlaceInquiry.class));
        } catch (UnreadableMessageException e) {
            log.warn("a question about a job's place cannot be read and is skipped: {}", e.getMessage());
        } finally {
            delivery.ack();
        }
    }

    private void answer(PlaceInquiry asked) {
        WaitingPlace place = scheduler.placeOf(asked, budget.left());
        if (place != null) {
            budget.use(place.counted());
            // lost, the job is shown without it
            CompletableFuture<Void> unused = amqp.publishTransient(RelayTopology.REPLIES, asked.replyTo(),
                    MessageCodec.write(place.answer(asked)));
        }
    }

    @Override
    public synchronized void start() {
        consumer = subscribe.apply(this::read);
    }

    @Override
    public synchronized void stop() {
        RelayConsumer current = consumer;
        consumer = null;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public boolean isRunning() {
        return consumer != null;
    }
}
