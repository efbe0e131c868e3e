package dev.longhaul.dispatcher.platform;

import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.PlaceInquiry;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.Delivery;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.link.RelayTopology;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.context.support.GenericApplicationContext;

/** Asks the dispatchers where a job stands, as submit-api does. */
public final class TestAsker implements AutoCloseable {

    private final String name = "asker-" + UUID.randomUUID();
    private final BlockingQueue<Reply.Place> answers = new LinkedBlockingQueue<>();
    private final GenericApplicationContext declarations = new GenericApplicationContext();
    private final CachingConnectionFactory connections;
    private final ConfirmedPublisher publisher;
    private final RelayConsumer consumer;

    TestAsker(String amqp) {
        connections = Platform.connections(amqp);
        declarations.registerBean("durable", Declarables.class, () -> RelayTopology.durable(Set.of()));
        declarations.registerBean("replies", Declarables.class,
                () -> RelayTopology.instance(RelayTopology.REPLIES, name));
        declarations.refresh();
        RabbitAdmin admin = new RabbitAdmin(connections);
        admin.setApplicationContext(declarations);
        admin.afterPropertiesSet();
        publisher = new ConfirmedPublisher(connections, 10);
        consumer = RelayConsumer.start(connections, admin, RelayTopology.instanceQueue(RelayTopology.REPLIES, name),
                10, this::onReply);
        Awaitility.await().until(consumer::isConsuming);
    }

    private void onReply(Delivery delivery) {
        try {
            answers.add((Reply.Place) MessageCodec.read(delivery.body(), Reply.class));
        } catch (UnreadableMessageException e) {
            throw new AssertionError(e);
        } finally {
            delivery.ack();
        }
    }

    /** The answer to one question; null when none comes for so long. */
    public Reply.@Nullable Place ask(SubmittedJob job, Duration within) throws InterruptedException {
        String question = UUID.randomUUID().toString();
        publisher.publishTransient(RelayTopology.QUESTIONS, RelayTopology.ALL, MessageCodec.write(
                new PlaceInquiry(question, name, job.id(), job.tenant(), job.keyId(), job.customId(), job.lane(),
                        job.model(),
                        job.priority())))
                .join();
        Reply.Place answer = answers.poll(within.toMillis(), TimeUnit.MILLISECONDS);
        while (answer != null && !answer.question().equals(question)) {
            answer = answers.poll(within.toMillis(), TimeUnit.MILLISECONDS);
        }
        return answer;
    }

    @Override
    public void close() {
        consumer.close();
        publisher.close();
        connections.destroy();
        declarations.close();
    }
}
