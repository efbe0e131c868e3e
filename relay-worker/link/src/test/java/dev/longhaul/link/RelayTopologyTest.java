package dev.longhaul.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.Lane;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Queue;

class RelayTopologyTest {

    @Test
    void queues_are_plain_and_durable_so_that_every_broker_can_serve() {
        Set<String> names = new TreeSet<>();
        for (Queue queue : RelayTopology.durable(Set.of("eu", "us")).getDeclarablesByType(Queue.class)) {
            names.add(queue.getName());
            assertThat(queue.isDurable()).isTrue();
            assertThat(queue.getArguments()).isEmpty();
        }

        assertThat(names).containsExactly("relay.answers", "relay.dead", "relay.eu.batch", "relay.eu.interactive",
                "relay.eu.standard",
                "relay.results", "relay.us.batch", "relay.us.interactive", "relay.us.standard");
        assertThat(RelayTopology.workQueue("eu", Lane.BATCH)).isEqualTo("relay.eu.batch");
    }

    @Test
    void an_instances_queue_is_its_own_and_bound_by_its_name_and_all() {
        var declarables = RelayTopology.instance(RelayTopology.CONTROL, "w-1");

        assertThat(declarables.getDeclarablesByType(Queue.class)).singleElement().satisfies(queue -> {
            assertThat(queue.getName()).isEqualTo("relay.control.w-1");
            assertThat(queue.isExclusive()).isTrue();
            assertThat(queue.isAutoDelete()).isTrue();
            assertThat(queue.getArguments()).isEmpty();
        });
        assertThat(declarables.getDeclarablesByType(Binding.class)).extracting(Binding::getRoutingKey)
                .containsExactly("w-1", "all");
    }
}
