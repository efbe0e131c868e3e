package dev.longhaul.worker.intake;

import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJobs;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.link.Delivery;
import dev.longhaul.worker.held.HeldDelivery;
import dev.longhaul.worker.held.HeldJob;
import dev.longhaul.worker.held.HeldJobs;
import dev.longhaul.worker.report.OutcomeDesk;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes deliveries of the pool's lanes: opens them, and lets their jobs wait for a slot or for a verdict. */
public final class WorkIntake {

    private static final Logger log = LoggerFactory.getLogger(WorkIntake.class);

    private final HeldJobs held;
    private final VerdictDesk verdicts;
    private final CancelMemory cancels;
    private final OutcomeDesk outcomes;
    private final DeadMessages dead;
    private final Consumer<HeldJob> runnable;
    private final Clock clock;
    private volatile Instant subscribedAt;

    /**
     * @param runnable
     *            takes the jobs that may run
     */
    public WorkIntake(HeldJobs held, VerdictDesk verdicts, CancelMemory cancels, OutcomeDesk outcomes,
            DeadMessages dead, Consumer<HeldJob> runnable, Clock clock) {
        this.held = held;
        this.verdicts = verdicts;
        this.cancels = cancels;
        this.outcomes = outcomes;
        this.dead = dead;
        this.runnable = runnable;
        this.clock = clock;
        this.subscribedAt = clock.instant();
    }

    /**
     * Deliveries come from now on. What was sent before may have been delivered before: to another worker, or to this
     * one, whose acknowledgements were lost with the connection.
     */
    public void subscribing() {
        subscribedAt = clock.instant();
    }

    /** Takes one message. What it cannot use is put aside. */
    public void take(Delivery delivery) {
        RelayJobs message;
        try {
            message = MessageCodec.read(delivery.body(), RelayJobs.class);
        } catch (UnreadableMessageException e) {
            dead.bury(delivery, String.valueOf(e.getMessage()));
            return;
        }
        if (message.jobs().isEmpty()) {
            delivery.ack();
            return;
        }
        Suspicion suspicion = Suspicion.of(delivery.redelivered(), message, subscribedAt);
        HeldDelivery hand = HeldDelivery.of(delivery, message.jobs().size());
        log.debug("a message of {} with {} jobs{}", delivery.queue(), message.jobs().size(),
                suspicion == Suspicion.NONE ? "" : ", suspicious: the record is asked first");
        message.jobs().forEach(job -> enter(job, hand, suspicion));
    }

    private void enter(RelayJob job, HeldDelivery delivery, Suspicion first) {
        HeldJobs.Entry entry = held.enter(job, delivery,
                (same, again, repeated) -> enter(same, again, repeated ? Suspicion.REPEATED : first));
        if (entry == null) {
            log.debug("job {} of {}, epoch {}: already under way here; no second call", job.id(), job.tenant(),
                    job.epoch());
        } else if (cancels.contains(job.id())) {
            if (entry.job().withdraw()) {
                outcomes.closeUnstarted(entry.job(), new Outcome.Cancelled());
            }
        } else {
            switch (entry.repeated() ? Suspicion.REPEATED : first) {
                case NONE -> runnable.accept(entry.job());
                case EARLIER_DISPATCH -> verdicts.ask(entry.job(), false);
                case REPEATED -> verdicts.ask(entry.job(), true);
            }
        }
    }
}
