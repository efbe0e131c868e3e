package dev.longhaul.resultstore.outcome;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.ResultMessage.HeldAnswer;
import dev.longhaul.contract.message.ResultMessage.VerdictRequest;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.Delivery;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.log.JobEventPublisher;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobVerdicts;
import dev.longhaul.store.job.JobVerdicts.Judgement;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers' questions about suspicious deliveries, and their answers to a dispatcher that misses jobs. Each waits as
 * long as a start may wait for its outcome: then also another instance of this service has written the starts that came
 * before it. Used by one thread.
 */
final class Questions {

    private static final Logger log = LoggerFactory.getLogger(Questions.class);

    private final JobVerdicts verdicts;
    private final JobEventPublisher events;
    private final ConfirmedPublisher amqp;
    private final OutcomeMeters meters;
    private final Clock clock;
    private final long delayNanos;
    private final ArrayDeque<Asked> waiting = new ArrayDeque<>();

    Questions(JobVerdicts verdicts, JobEventPublisher events, ConfirmedPublisher amqp, OutcomeMeters meters,
            Clock clock, long delayNanos) {
        this.verdicts = verdicts;
        this.events = events;
        this.amqp = amqp;
        this.meters = meters;
        this.clock = clock;
        this.delayNanos = delayNanos;
    }

    void add(VerdictRequest question, Delivery delivery, long nowNanos) {
        waiting.addLast(new Asked(() -> judge(question), delivery, nowNanos));
    }

    void add(HeldAnswer answer, Delivery delivery, long nowNanos) {
        waiting.addLast(new Asked(() -> handOn(answer), delivery, nowNanos));
    }

    /**
     * Takes those that have waited long enough.
     *
     * @param unwritten
     *            whether outcomes are unwritten that came before a time: then the record does not know yet what the
     *            answer must know
     */
    List<Asked> takeDue(long nowNanos, LongPredicate unwritten) {
        List<Asked> due = new ArrayList<>();
        while (!waiting.isEmpty() && nowNanos - waiting.element().since >= delayNanos
                && !unwritten.test(waiting.element().since)) {
            due.add(waiting.remove());
        }
        return due;
    }

    /** Answers and acknowledges. Without an answer whoever asked asks again. */
    void answer(Asked asked) {
        asked.answer.run();
        asked.delivery.ack();
    }

    private void handOn(HeldAnswer answer) {
        // lost, the dispatcher asks again
        CompletableFuture<Void> unused = amqp.publishTransient(RelayTopology.REPORTS, answer.replyTo(),
                MessageCodec.write(answer.held()));
    }

    private void judge(VerdictRequest question) {
        try {
            List<Judgement> judgements = verdicts.judge(question.deliveries());
            judgements.forEach(this::tell);
            // lost, it is asked again
            CompletableFuture<Void> unused = amqp.publishTransient(RelayTopology.CONTROL, question.worker(),
                    MessageCodec.write(new ControlMessage.Verdicts(question.question(),
                            judgements.stream().map(each -> new ControlMessage.JobVerdict(each.delivery().id(),
                                    each.delivery().epoch(), each.verdict())).toList())));
        } catch (StoreUnavailableException e) {
            log.info("worker {} asks about {} deliveries; it will ask again until MongoDB answers: {}",
                    question.worker(), question.deliveries().size(), e.getMessage());
        } catch (RuntimeException e) {
            log.error("worker {} asks about {} deliveries and gets no answer; it will ask again", question.worker(),
                    question.deliveries().size(), e);
        }
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

    record Asked(Runnable answer, Delivery delivery, long since) {}
}
