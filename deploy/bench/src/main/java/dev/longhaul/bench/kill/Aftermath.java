package dev.longhaul.bench.kill;

import dev.longhaul.bench.load.Progress;
import dev.longhaul.bench.webhook.HookReceivers;
import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.LonghaulException;
import dev.longhaul.client.Lookup;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.link.RelayTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueInformation;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;

/** Waits until all has come to rest, and reads how it is then. For one thread. */
final class Aftermath {

    private static final Duration ENDS_WITHIN = Duration.ofMinutes(10);
    private static final Duration TOLD_WITHIN = Duration.ofMinutes(3);
    private static final Duration EMPTY_WITHIN = Duration.ofMinutes(1);
    private static final Duration LOOKUP_WAIT = Duration.ofSeconds(5);

    private final LonghaulClient client;

    Aftermath(LonghaulClient client) {
        this.client = client;
    }

    /** The jobs that have ended, by id; those that are missing have not. */
    Map<String, EndedJob> ended(Collection<JobId> ids) {
        Map<String, EndedJob> ended = new HashMap<>();
        List<JobId> all = List.copyOf(ids);
        long begin = System.nanoTime();
        for (int from = 0; from < all.size(); from += LonghaulClient.MAX_LOOKUP) {
            List<JobId> pending = all.subList(from, Math.min(all.size(), from + LonghaulClient.MAX_LOOKUP));
            while (!pending.isEmpty() && System.nanoTime() - begin < ENDS_WITHIN.toNanos()) {
                Lookup lookup = client.lookup(pending, LOOKUP_WAIT, pending.size());
                lookup.ended().forEach(job -> ended.put(job.id().toString(), EndedJob.of(job)));
                pending = lookup.pending();
            }
            Progress.say(ended.size() + " of " + all.size() + " jobs have ended");
        }
        return ended;
    }

    /** A job of which only an event is known; empty when there is none. */
    Optional<EndedJob> find(String id) {
        try {
            return JobId.tryParse(id).map(client::get).map(EndedJob::of);
        } catch (LonghaulException e) {
            return Optional.empty();
        }
    }

    /** Waits until each of these jobs has been told of. */
    static void awaitTold(HookReceivers receivers, Set<String> jobs) throws InterruptedException {
        await(TOLD_WITHIN, () -> told(receivers).containsAll(jobs));
    }

    private static Set<String> told(HookReceivers receivers) {
        return receivers.arrivals().keySet().stream().map(HookReceivers.Arrival::job).collect(Collectors.toSet());
    }

    /** What is left in the queues that all services share; nothing when all are empty. */
    static Map<String, Long> leftInQueues(String amqpUri, String pool) throws InterruptedException {
        CachingConnectionFactory connections = new CachingConnectionFactory();
        connections.setUri(amqpUri);
        try {
            RabbitAdmin admin = new RabbitAdmin(connections);
            List<String> names = new ArrayList<>();
            RelayTopology.durable(Set.of(pool)).getDeclarablesByType(Queue.class)
                    .forEach(queue -> names.add(queue.getName()));
            await(EMPTY_WITHIN, () -> left(admin, names).isEmpty());
            return left(admin, names);
        } finally {
            connections.destroy();
        }
    }

    private static Map<String, Long> left(RabbitAdmin admin, List<String> names) {
        Map<String, Long> left = new TreeMap<>();
        for (String name : names) {
            QueueInformation queue = admin.getQueueInfo(name);
            if (queue != null && queue.getMessageCount() > 0) {
                left.put(name, queue.getMessageCount());
            }
        }
        return left;
    }

    private static void await(Duration most, BooleanSupplier done) throws InterruptedException {
        long begin = System.nanoTime();
        while (!done.getAsBoolean() && System.nanoTime() - begin < most.toNanos()) {
            Thread.sleep(200);
        }
    }
}
