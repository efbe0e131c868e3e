package dev.longhaul.link;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.context.support.GenericApplicationContext;

/** A service's end of the link, as small as a test needs it: a connection factory, an admin, and what was opened. */
public final class LinkEnds implements AutoCloseable {

    private final GenericApplicationContext context = new GenericApplicationContext();
    private final CachingConnectionFactory connections;
    private final RabbitAdmin admin;
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

    private LinkEnds(URI uri, List<Declarables> declarables) {
        connections = new CachingConnectionFactory(uri);
        admin = new RabbitAdmin(connections);
        for (int i = 0; i < declarables.size(); i++) {
            Declarables each = declarables.get(i);
            context.registerBean("declarables-" + i, Declarables.class, () -> each);
        }
        context.refresh();
        admin.setApplicationContext(context);
        admin.afterPropertiesSet();
        admin.initialize();
    }

    /** Connects and declares. */
    public static LinkEnds connect(String uri, Declarables... declarables) {
        return new LinkEnds(URI.create(uri), List.of(declarables));
    }

    public CachingConnectionFactory connections() {
        return connections;
    }

    public RabbitAdmin admin() {
        return admin;
    }

    /** A publisher that is closed with this. */
    public ConfirmedPublisher publisher(int maxInFlight) {
        ConfirmedPublisher publisher = new ConfirmedPublisher(connections, maxInFlight);
        opened.add(publisher);
        return publisher;
    }

    /** A consumer that is closed with this. */
    public RelayConsumer consume(String queue, int prefetch, Consumer<Delivery> handler) {
        RelayConsumer consumer = RelayConsumer.start(connections, admin, queue, prefetch, handler);
        opened.add(consumer);
        return consumer;
    }

    /** Messages that wait in a queue; some brokers count the unacknowledged too. */
    public long waiting(String queue) {
        var information = admin.getQueueInfo(queue);
        return information == null ? -1 : information.getMessageCount();
    }

    @Override
    public void close() {
        List<AutoCloseable> last = new ArrayList<>(opened);
        for (AutoCloseable each : last.reversed()) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("could not close " + each, e);
            }
        }
        connections.destroy();
        context.close();
    }
}
