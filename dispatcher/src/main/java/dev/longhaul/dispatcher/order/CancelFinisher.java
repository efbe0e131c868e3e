package dev.longhaul.dispatcher.order;

import dev.longhaul.contract.message.ControlMessage.Cancel;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.dispatcher.event.JobEndings;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobSweeps;
import dev.longhaul.store.order.StandingOrder;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out orders to cancel once more, a few seconds later: whoever was asked may have died over it, and jobs may
 * have been recorded only since. Nearly always nothing is left to do.
 */
public final class CancelFinisher {

    private static final Logger log = LoggerFactory.getLogger(CancelFinisher.class);

    private final Scheduler scheduler;
    private final JobSweeps record;
    private final JobEndings endings;
    private final ConfirmedPublisher amqp;

    public CancelFinisher(Scheduler scheduler, JobSweeps record, JobEndings endings, ConfirmedPublisher amqp) {
        this.scheduler = scheduler;
        this.record = record;
        this.endings = endings;
        this.amqp = amqp;
    }

    /**
     * Finishes what is due.
     *
     * @throws StoreUnavailableException
     *             when the record cannot be told; what is left is due again later
     */
    public void finish() {
        List<StandingOrder> due = scheduler.takeUnfinishedCancels();
        for (int i = 0; i < due.size(); i++) {
            try {
                finish(due.get(i));
            } catch (RuntimeException e) {
                due.subList(i, due.size()).forEach(scheduler::putBackCancel);
                throw e;
            }
        }
    }

    private void finish(StandingOrder order) {
        Instant upTo = order.cancelledUpTo();
        if (upTo == null) {
            return;
        }
        long cancelled = record.cancelQueued(order.jobs(), upTo, endings::cancelled);
        for (Cancel message : Cancel.of(record.requestCancel(order.jobs(), upTo))) {
            // lost, it acts when the job queues again
            CompletableFuture<Void> unused = amqp.publishTransient(RelayTopology.CONTROL, RelayTopology.ALL,
                    MessageCodec.write(message));
        }
        if (cancelled > 0) {
            log.info("{} jobs that were left of the cancel of {} are cancelled now", cancelled, order.jobs());
        }
    }
}
