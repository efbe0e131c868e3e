package dev.longhaul.dispatcher.dispatch;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJobs;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Sends jobs to a pool's queue: those of the batch lane several to a message, since AMQP costs by the message. */
final class RelayPublisher {

    private final ConfirmedPublisher amqp;
    private final int bundle;

    RelayPublisher(ConfirmedPublisher amqp, int bundle) {
        this.amqp = amqp;
        this.bundle = bundle;
    }

    /** How many jobs of a lane travel in one message. */
    int bundleOf(Lane lane) {
        return switch (lane) {
            case INTERACTIVE, STANDARD -> 1;
            case BATCH -> bundle;
        };
    }

    /** Sends one message; the future completes when the broker has it. */
    CompletableFuture<Void> publish(String pool, Lane lane, List<RelayJob> jobs) {
        return amqp.publish("", RelayTopology.workQueue(pool, lane), MessageCodec.write(new RelayJobs(jobs)));
    }
}
