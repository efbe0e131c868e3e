package dev.longhaul.link;

import dev.longhaul.contract.job.Lane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Declarable;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.DirectExchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;

/**
 * All that Longhaul declares on the broker. Work and results are durable queues without arguments on the default
 * exchange, so that every broker can serve; time to live, priorities, dead-lettering and counting are the
 * application's. What concerns one instance goes through a direct exchange to a queue that lives as long as the
 * instance, bound by the instance's name and by {@value #ALL}.
 */
public final class RelayTopology {

    /** Outcomes, starts and questions of the workers. */
    public static final String RESULTS = "relay.results";

    /** Parts of the workers' long answers, in any order; the outcomes in {@link #RESULTS} name them. */
    public static final String ANSWERS = "relay.answers";

    /** Messages that could not be read, with their bytes. */
    public static final String DEAD = "relay.dead";

    /** To waiting submit-api instances. */
    public static final String REPLIES = "relay.replies";

    /** To workers. */
    public static final String CONTROL = "relay.control";

    /** From workers, to dispatchers. */
    public static final String REPORTS = "relay.reports";

    /** From submit-api instances, to dispatchers. */
    public static final String ORDERS = "relay.orders";

    /** From submit-api instances, to dispatchers; a queue of its own, so that no heartbeat waits behind a question. */
    public static final String QUESTIONS = "relay.questions";

    /** The routing key that reaches every instance bound to an exchange. */
    public static final String ALL = "all";

    private RelayTopology() {}

    /** The queue of a pool's lane; also its routing key on the default exchange. */
    public static String workQueue(String pool, Lane lane) {
        return "relay." + pool + "." + lane.wire();
    }

    /** The queue of an instance that is bound to one of the exchanges. */
    public static String instanceQueue(String exchange, String instance) {
        return exchange + "." + instance;
    }

    /** The durable queues that every service needs, so that the order of starts does not matter. */
    public static Declarables durable(Collection<String> pools) {
        List<Declarable> all = new ArrayList<>();
        for (String pool : pools) {
            for (Lane lane : Lane.values()) {
                all.add(QueueBuilder.durable(workQueue(pool, lane)).build());
            }
        }
        all.add(QueueBuilder.durable(RESULTS).build());
        all.add(QueueBuilder.durable(ANSWERS).build());
        all.add(QueueBuilder.durable(DEAD).build());
        for (String exchange : List.of(REPLIES, CONTROL, REPORTS, ORDERS, QUESTIONS)) {
            all.add(new DirectExchange(exchange));
        }
        return new Declarables(all);
    }

    /** An instance's own queue on one of the exchanges: exclusive, gone with its connection. */
    public static Declarables instance(String exchange, String instance) {
        Queue queue = QueueBuilder.nonDurable(instanceQueue(exchange, instance)).exclusive().autoDelete().build();
        DirectExchange source = new DirectExchange(exchange);
        Binding own = BindingBuilder.bind(queue).to(source).with(instance);
        Binding all = BindingBuilder.bind(queue).to(source).with(ALL);
        return new Declarables(queue, own, all);
    }
}
