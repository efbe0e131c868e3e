package dev.longhaul.api.testing;

import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.PlaceInquiry;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.Delivery;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.link.RelayTopology;
import java.net.URI;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.context.support.GenericApplicationContext;

/** The part of a dispatcher that answers where a job stands. */
public final class FakeDispatcher implements AutoCloseable {

    private final String name = "fake-dispatcher-" + UUID.randomUUID();
    private final CachingConnectionFactory connections = new CachingConnectionFactory(
            URI.create(SharedServers.amqp().uri()));
    private final GenericApplicationContext declarations = new GenericApplicationContext();
    private final Queue<PlaceInquiry> heard = new ConcurrentLinkedQueue<>();
    private final Function<PlaceInquiry, Reply.@Nullable Place> answers;
    private final RelayConsumer consumer;

    /**
     * @param answers
     *            null for silence
     */
    public FakeDispatcher(Function<PlaceInquiry, Reply.@Nullable Place> answers) {
        this.answers = answers;
        declarations.registerBean("questions", Declarables.class,
                () -> RelayTopology.instance(RelayTopology.QUESTIONS, name));
        declarations.refresh();
        RabbitAdmin admin = new RabbitAdmin(connections);
        admin.setApplicationContext(declarations);
        admin.afterPropertiesSet();
        consumer = RelayConsumer.start(connections, admin, RelayTopology.instanceQueue(RelayTopology.QUESTIONS, name),
                10, this::read);
        Awaitility.await().until(consumer::isConsuming);
    }

    /** The questions that came. */
    public Queue<PlaceInquiry> heard() {
        return heard;
    }

    private void read(Delivery delivery) {
        try {
            PlaceInquiry asked = MessageCodec.read(delivery.body(), PlaceInquiry.class);
            heard.add(asked);
            Reply.Place answer = answers.apply(asked);
            if (answer != null) {
                FakePipeline.shared().amqp
                        .publishTransient(RelayTopology.REPLIES, asked.replyTo(), MessageCodec.write(answer)).join();
            }
        } catch (UnreadableMessageException e) {
            throw new AssertionError(e);
        } finally {
            delivery.ack();
        }
    }

    @Override
    public void close() {
        consumer.close();
        connections.destroy();
        declarations.close();
    }
}
