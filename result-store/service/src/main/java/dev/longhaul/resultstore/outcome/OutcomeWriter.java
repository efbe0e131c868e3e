package dev.longhaul.resultstore.outcome;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.ResultMessage.Results;
import dev.longhaul.contract.message.ResultMessage.VerdictRequest;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.log.JobEventPublisher;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobResults;
import dev.longhaul.store.job.JobResults.Applied;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import dev.longhaul.store.job.JobResults.WorkerStart;
import dev.longhaul.store.job.JobVerdicts;
import dev.longhaul.store.job.JobVerdicts.Judgement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a batch of the workers' messages: outcomes first, then the starts that have waited long enough, then the
 * answers to questions, which know both. Used by one thread.
 */
public final class OutcomeWriter {

    private static final Logger log = LoggerFactory.getLogger(OutcomeWriter.class);

    private static final long EVENTS_MILLIS = 500;

    private final JobResults results;
    private final JobVerdicts verdicts;
    private final JobEventPublisher events;
    private final ConfirmedPublisher amqp;
    private final OutcomeMeters meters;
    private final Clock clock;
    private final PendingStarts starts;

    /**
     * @param startDelayNanos
     *            how long a start may wait for its outcome
     */
    public OutcomeWriter(JobResults results, JobVerdicts verdicts, JobEventPublisher events, ConfirmedPublisher amqp,
            OutcomeMeters meters, Clock clock, long startDelayNanos) {
        this.results = results;
        this.verdicts = verdicts;
        this.events = events;
        this.amqp = amqp;
        this.meters = meters;
        this.clock = clock;
        this.starts = new PendingStarts(startDelayNanos);
    }

    /**
     * Writes and acknowledges.
     *
     * @throws StoreUnavailableException
     *             when the record cannot be written and nothing has happened; to be called again with the same messages
     */
    void write(List<Arrived> messages) {
        List<WorkerOutcome> outcomes = messages.stream().map(Arrived::message).filter(Results.class::isInstance)
                .map(Results.class::cast).flatMap(bundle -> bundle.outcomes().stream()
                        .map(outcome -> new WorkerOutcome(bundle.worker(), outcome)))
                .toList();
        List<CompletableFuture<Boolean>> sent = new ArrayList<>(outcomes.size());
        for (Applied applied : results.apply(outcomes)) {
            tell(applied, sent);
        }
        awaitSent(sent);
        long now = System.nanoTime();
        List<Arrived> questions = new ArrayList<>();
        for (Arrived each : messages) {
            switch (each.message()) {
                case Results bundle -> starts.add(bundle.worker(), bundle.starts(), each.delivery(), now);
                case VerdictRequest question -> questions.add(each);
            }
        }
        outcomes.forEach(outcome -> starts.settle(outcome.report()));
        boolean startsWritten = writeStarts(now, !questions.isEmpty());
        for (Arrived each : questions) {
            if (startsWritten && each.message() instanceof VerdictRequest question) {
                answer(question);
            }
            // unanswered, it is asked again
            each.delivery().ack();
        }
    }

    /** An event that is late or fails is no loss, its reader finds the end in the record: so the wait is short. */
    private static void awaitSent(List<CompletableFuture<Boolean>> sent) {
        try {
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(EVENTS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.debug("some of {} events are not sent yet", sent.size());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("sending an event does not fail", e);
        }
    }

    private boolean writeStarts(long now, boolean all) {
        List<WorkerStart> due = starts.due(now, all);
        if (due.isEmpty()) {
            return true;
        }
        List<WorkerStart> running;
        try {
            running = results.applyStarts(due);
        } catch (StoreUnavailableException e) {
            log.info("{} starts wait until MongoDB answers again: {}", due.size(), e.getMessage());
            starts.failed(due);
            return false;
        }
        starts.written(due);
        for (WorkerStart start : running) {
            StartReport report = start.report();
            events.announce(new JobEvent(report.id(), report.tenant(), report.lane(), report.model(), JobState.RUNNING,
                    report.epoch(), report.startedAt(), null, null));
        }
        return true;
    }

    private void tell(Applied applied, List<CompletableFuture<Boolean>> sent) {
        OutcomeReport report = applied.outcome().report();
        JobState state = applied.state();
        if (state == null) {
            log.info("job {} of tenant {}: the outcome of dispatch {} changes nothing, its {} attempts are recorded",
                    report.id(), report.tenant(), report.epoch(), report.attempts().size());
            meters.late(report);
            return;
        }
        String code = report.outcome() instanceof Outcome.Failed failed ? failed.failure().code() : null;
        if (state == JobState.FAILED || state == JobState.QUEUED) {
            log.info("job {} of tenant {} is {} after dispatch {}{}", report.id(), report.tenant(), state.wire(),
                    report.epoch(), code == null ? "" : ": " + code);
        } else {
            log.debug("job {} of tenant {} is {}", report.id(), report.tenant(), state.wire());
        }
        meters.ended(report, state);
        sent.add(events.publish(new JobEvent(report.id(), report.tenant(), report.lane(), report.model(), state,
                report.epoch(), report.endedAt(), code, applied.waiting())));
    }

    private void answer(VerdictRequest question) {
        List<Judgement> judgements;
        try {
            judgements = verdicts.judge(question.deliveries());
        } catch (StoreUnavailableException e) {
            log.info("worker {} asks about {} deliveries; it gets its answer when MongoDB answers again: {}",
                    question.worker(), question.deliveries().size(), e.getMessage());
            return;
        }
        judgements.forEach(this::tell);
        // lost, it is asked again
        CompletableFuture<Void> unused = amqp.publishTransient(RelayTopology.CONTROL, question.worker(),
                MessageCodec.write(new ControlMessage.Verdicts(question.question(),
                        judgements.stream().map(each -> new ControlMessage.JobVerdict(each.delivery().id(),
                                each.delivery().epoch(), each.verdict())).toList())));
    }

    private void tell(Judgement judgement) {
        JobVerdicts.Ended ended = judgement.ended();
        if (ended != null) {
            log.warn("job {} of tenant {} is {}: {}", ended.id(), judgement.delivery().tenant(), ended.state().wire(),
                    ended.failure().code());
            meters.ended(ended.lane(), ended.model(), ended.state());
            events.announce(new JobEvent(ended.id(), judgement.delivery().tenant(), ended.lane(), ended.model(),
                    ended.state(), judgement.delivery().epoch(), clock.instant(),
                    ended.state() == JobState.FAILED ? ended.failure().code() : null, null));
        }
    }
}
