package dev.longhaul.worker.control;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.contract.message.WorkerReport;
import dev.longhaul.link.Delivery;
import dev.longhaul.worker.held.HeldJob;
import dev.longhaul.worker.held.HeldJobs;
import dev.longhaul.worker.intake.CancelMemory;
import dev.longhaul.worker.intake.DeadMessages;
import dev.longhaul.worker.intake.VerdictDesk;
import dev.longhaul.worker.report.OutcomeDesk;
import dev.longhaul.worker.stop.StopSignal;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what the worker is told through its control queue. */
public final class ControlDesk {

    private static final Logger log = LoggerFactory.getLogger(ControlDesk.class);

    private final WorkerIdentity identity;
    private final HeldJobs held;
    private final VerdictDesk verdicts;
    private final CancelMemory cancels;
    private final OutcomeDesk outcomes;
    private final DeadMessages dead;
    private final SelfReports reports;
    private final KeyNotices keys;
    private final AddedKeys added;
    private volatile Runnable drain = () -> {
    };

    public ControlDesk(WorkerIdentity identity, HeldJobs held, VerdictDesk verdicts, CancelMemory cancels,
            OutcomeDesk outcomes, DeadMessages dead, SelfReports reports, KeyNotices keys, AddedKeys added) {
        this.identity = identity;
        this.held = held;
        this.verdicts = verdicts;
        this.cancels = cancels;
        this.outcomes = outcomes;
        this.dead = dead;
        this.reports = reports;
        this.keys = keys;
        this.added = added;
    }

    /**
     * @param action
     *            takes no more work; returns at once
     */
    public void onDrain(Runnable action) {
        drain = action;
    }

    /** Takes one message; what cannot be read is put aside. */
    public void take(Delivery delivery) {
        try {
            switch (MessageCodec.read(delivery.body(), ControlMessage.class)) {
                case ControlMessage.Cancel cancel -> cancel.jobs().forEach(this::cancel);
                case ControlMessage.Inquiry inquiry -> answer(inquiry);
                case ControlMessage.Verdicts answer -> verdicts.answered(answer);
                case ControlMessage.Drain order -> drain.run();
                case ControlMessage.KeyRest rest -> keys.hear(rest);
                case ControlMessage.KeyWishes wishes -> keys.hear(wishes);
                case ControlMessage.CircuitTurn turn -> keys.hear(turn);
                case ControlMessage.ProviderKeys told -> added.hear(told);
            }
            delivery.ack();
        } catch (UnreadableMessageException e) {
            dead.bury(delivery, String.valueOf(e.getMessage()));
        }
    }

    private void cancel(JobId id) {
        // remembered in any case: the job may be dispatched to us again by someone who does not know yet
        cancels.add(id);
        HeldJob job = held.find(id);
        if (job == null) {
            return;
        }
        if (job.withdraw()) {
            log.info("job {} of {}: cancelled before its call", id, job.job().tenant());
            outcomes.closeUnstarted(job, new Outcome.Cancelled());
        } else {
            log.info("job {} of {}: cancelled; a call under way is aborted", id, job.job().tenant());
            job.stop().ask(StopSignal.Reason.CANCELLED);
        }
    }

    private void answer(ControlMessage.Inquiry inquiry) {
        List<JobId> here = inquiry.jobs().stream().filter(id -> held.find(id) != null).toList();
        reports.answer(inquiry.replyTo(), new WorkerReport.Held(identity.name(), inquiry.question(), here,
                identity.slots(), held.size()));
    }
}
