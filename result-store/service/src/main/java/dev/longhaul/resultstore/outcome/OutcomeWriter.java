package dev.longhaul.resultstore.outcome;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.message.LongAnswers;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.ResultMessage.HeldAnswer;
import dev.longhaul.contract.message.ResultMessage.KeyQuestion;
import dev.longhaul.contract.message.ResultMessage.Results;
import dev.longhaul.contract.message.ResultMessage.VerdictRequest;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.log.JobEventPublisher;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobResults;
import dev.longhaul.store.job.JobResults.Applied;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import dev.longhaul.store.job.JobResults.WorkerStart;
import dev.longhaul.store.job.JobVerdicts;
import dev.longhaul.store.providerkey.ProviderKeyStore;
import java.time.Clock;
import java.time.Duration;
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
    private final Accounts accounts;
    private final JobEventPublisher events;
    private final OutcomeMeters meters;
    private final AwaitedAnswers awaited;
    private final PendingStarts starts;
    private final Questions questions;
    private final KeyQuestions keys;

    /**
     * @param startDelay
     *            how long a start may wait for its outcome
     * @param answerPatience
     *            how long an outcome waits for parts of its answer when none come
     * @param mostHeld
     *            messages that may stay unacknowledged for their starts; beyond it starts are written at once. Half as
     *            many may wait for parts of answers; beyond it nothing else is taken
     */
    public OutcomeWriter(JobResults results, Accounts accounts, JobVerdicts verdicts, JobEventPublisher events,
            ConfirmedPublisher amqp, ProviderKeyStore keys, AnswerIntake parts, OutcomeMeters meters, Clock clock,
            Duration startDelay, Duration answerPatience, int mostHeld) {
        this.results = results;
        this.accounts = accounts;
        this.events = events;
        this.meters = meters;
        this.awaited = new AwaitedAnswers(results, parts, answerPatience, Math.max(1, mostHeld / 2));
        this.starts = new PendingStarts(startDelay.toNanos(), mostHeld);
        this.questions = new Questions(verdicts, events, amqp, meters, clock, startDelay.toNanos());
        this.keys = new KeyQuestions(keys, amqp);
    }

    /**
     * Writes and acknowledges.
     *
     * @throws RuntimeException
     *             when the outcomes cannot be written, {@link StoreUnavailableException} when they can later; nothing
     *             else has happened then, and it is to be called again with the same messages
     */
    void write(List<Arrived> messages) {
        List<WorkerOutcome> outcomes = new ArrayList<>();
        List<Arrived> ready = new ArrayList<>(messages.size());
        List<Arrived> early = new ArrayList<>();
        for (Arrived each : messages) {
            (judge(each, outcomes) ? ready : early).add(each);
        }
        // what a job used is counted before its end is told: whoever hears of it finds it counted
        List<JobEvent> news = new ArrayList<>(outcomes.size());
        accounts.write(outcomes).forEach(applied -> tell(applied, news));
        awaitSent(events.publish(news));
        long now = System.nanoTime();
        early.forEach(each -> awaited.hold(each, now));
        for (Arrived each : ready) {
            switch (each.message()) {
                case Results bundle -> starts.add(bundle.worker(), bundle.starts(), each.delivery().receipt(),
                        now);
                case VerdictRequest question -> questions.add(question, each.delivery(), now);
                case HeldAnswer answer -> questions.add(answer, each.delivery(), now);
                case KeyQuestion question -> keys.answer(question, each.delivery());
            }
        }
        outcomes.forEach(outcome -> starts.settle(outcome.report()));
        List<Questions.Asked> asked = questions.takeDue(now, awaited::hasOlderThan);
        writeStarts(asked.isEmpty() ? starts.due(now) : starts.all());
        asked.forEach(questions::answer);
        upkeep();
    }

    /**
     * Adds what is to be written of a message.
     *
     * @return false, and nothing is added, when it has to wait for the parts of an answer
     */
    private boolean judge(Arrived arrived, List<WorkerOutcome> outcomes) {
        if (!(arrived.message() instanceof Results bundle)) {
            return true;
        }
        List<WorkerOutcome> all = new ArrayList<>(bundle.outcomes().size());
        for (OutcomeReport report : bundle.outcomes()) {
            WorkerOutcome judged = awaited.judge(accounts.priced(bundle.worker(), report), arrived.since());
            if (judged == null) {
                return false;
            }
            all.add(judged);
        }
        outcomes.addAll(all);
        return true;
    }

    /** Takes the messages back that have waited for the parts of an answer and are to be looked at again. */
    List<Arrived> takeAwaited() {
        return awaited.takeDue(System.nanoTime());
    }

    /** Whether so many messages wait for the parts of their answers that nothing else should be taken. */
    boolean isFull() {
        return awaited.isFull();
    }

    /** What is to be done from time to time, whether messages come or not. */
    private void upkeep() {
        try {
            accounts.recover();
        } catch (StoreUnavailableException e) {
            log.info("the usage ledger is looked after when MongoDB answers again: {}", e.getMessage());
        }
    }

    /** Writes the starts that still wait for their outcome. */
    void writeAllStarts() {
        writeStarts(starts.all());
    }

    /** An event that is late or fails is no loss, its reader finds the end in the record: so the wait is short. */
    private static void awaitSent(CompletableFuture<Void> sent) {
        try {
            sent.get(EVENTS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.debug("some events are not sent yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("sending an event does not fail", e);
        }
    }

    private void writeStarts(List<WorkerStart> due) {
        if (due.isEmpty()) {
            return;
        }
        List<WorkerStart> running;
        try {
            running = results.applyStarts(due);
        } catch (StoreUnavailableException e) {
            log.info("{} starts wait until MongoDB answers again: {}", due.size(), e.getMessage());
            starts.failed(due);
            return;
        } catch (RuntimeException e) {
            log.error("{} starts cannot be written; their jobs go on without them", due.size(), e);
            running = List.of();
        }
        starts.written(due);
        for (WorkerStart start : running) {
            StartReport report = start.report();
            events.announce(new JobEvent(report.id(), report.tenant(), report.lane(), report.model(), JobState.RUNNING,
                    report.epoch(), report.startedAt(), null, null));
        }
    }

    private void tell(Applied applied, List<JobEvent> news) {
        OutcomeReport report = applied.outcome().report();
        JobState state = applied.state();
        if (state == null) {
            log.info("job {} of tenant {}: the outcome of dispatch {} changes nothing, its {} attempts are recorded",
                    report.id(), report.tenant(), report.epoch(), report.attempts().size());
            meters.late(report);
            return;
        }
        String code = report.outcome() instanceof Outcome.Failed failed ? failed.failure().code() : null;
        Integer answerBytes = switch (report.outcome()) {
            case Outcome.Succeeded whole -> LongAnswers.bytes(whole.response());
            case Outcome.SucceededInParts inParts -> Math.toIntExact(inParts.answer().bytes());
            case Outcome other -> null;
        };
        if (state == JobState.FAILED || state == JobState.QUEUED) {
            log.info("job {} of tenant {} is {} after dispatch {}{}", report.id(), report.tenant(), state.wire(),
                    report.epoch(), code == null ? "" : ": " + code);
        } else {
            log.debug("job {} of tenant {} is {}", report.id(), report.tenant(), state.wire());
        }
        meters.ended(report, state);
        news.add(new JobEvent(report.id(), report.tenant(), report.lane(), report.model(), state,
                report.epoch(), report.endedAt(), code, applied.waiting(), accounts.spend(applied.outcome()),
                answerBytes));
    }
}
