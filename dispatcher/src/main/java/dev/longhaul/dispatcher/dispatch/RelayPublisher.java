package dev.longhaul.dispatcher.dispatch;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJobs;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Sends jobs to a pool's queues. */
final class RelayPublisher {

    private final ConfirmedPublisher amqp;
    private final AtomicLong messages = new AtomicLong();
    private final Map<Long, CompletableFuture<Void>> unconfirmed = new ConcurrentHashMap<>();

    RelayPublisher(ConfirmedPublisher amqp) {
        this.amqp = amqp;
    }

    /**
     * Sends one message; the future completes when the broker has it. One of the interactive lane does not wait for the
     * broker's disk, nor outlive the broker: the {@linkplain dev.longhaul.dispatcher.reconcile.Reconciler reconciler}
     * queues it again.
     */
    CompletableFuture<Void> publish(String pool, Lane lane, List<RelayJob> jobs) {
        String queue = RelayTopology.workQueue(pool, lane);
        byte[] body = MessageCodec.write(new RelayJobs(jobs));
        CompletableFuture<Void> confirmed = switch (lane) {
            case INTERACTIVE -> amqp.publishUnsaved("", queue, body);
            case STANDARD, BATCH -> amqp.publish("", queue, body);
        };
        long message = messages.incrementAndGet();
        unconfirmed.put(message, confirmed);
        return confirmed.whenComplete((nothing, failure) -> unconfirmed.remove(message));
    }

    /** Waits until the broker has answered for all that was sent; false when that takes longer. */
    boolean awaitConfirms(Duration most) throws InterruptedException {
        try {
            CompletableFuture.allOf(unconfirmed.values().toArray(CompletableFuture[]::new)).get(most.toMillis(),
                    TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            // refused is an answer too, and whoever sent it deals with it
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
