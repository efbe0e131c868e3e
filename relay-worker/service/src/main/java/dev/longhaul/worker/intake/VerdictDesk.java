package dev.longhaul.worker.intake;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.worker.held.HeldJob;
import dev.longhaul.worker.held.HeldJobs;
import dev.longhaul.worker.timer.WorkerTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the record whether jobs of suspicious deliveries may run, many in one question, and again until it answers. The
 * question goes the way of the reports, on the same channel, so that its answer knows what was reported before it.
 * Thread-safe.
 */
public final class VerdictDesk {

    private static final Logger log = LoggerFactory.getLogger(VerdictDesk.class);
    private static final Duration GATHER = Duration.ofMillis(5);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final int MAX_DELIVERIES = 500;

    private final ConfirmedPublisher publisher;
    private final String worker;
    private final HeldJobs held;
    private final Consumer<HeldJob> runnable;
    private final WorkerTimer timer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Asked, Question> unanswered = new LinkedHashMap<>();
    private List<Question> gathered = new ArrayList<>();
    private long questions;

    /**
     * @param publisher
     *            the one that publishes the reports
     * @param runnable
     *            takes the jobs that may run
     */
    public VerdictDesk(ConfirmedPublisher publisher, String worker, HeldJobs held, Consumer<HeldJob> runnable,
            WorkerTimer timer) {
        this.publisher = publisher;
        this.worker = worker;
        this.held = held;
        this.runnable = runnable;
        this.timer = timer;
    }

    /** Asks about the jobs of the current question again as long as the record does not answer. */
    public void start() {
        timer.every(ASK_AGAIN, ASK_AGAIN, this::askAgain);
    }

    /**
     * Asks about a job soon.
     *
     * @param repeated
     *            whether this very dispatch may have been with another worker
     */
    void ask(HeldJob job, boolean repeated) {
        Question question = new Question(job, repeated);
        boolean first;
        lock.lock();
        try {
            unanswered.put(question.asked(), question);
            first = gathered.isEmpty();
            gathered.add(question);
        } finally {
            lock.unlock();
        }
        if (first) {
            timer.after(GATHER, this::askGathered);
        }
    }

    private void askGathered() {
        List<Question> due;
        lock.lock();
        try {
            due = gathered;
            gathered = new ArrayList<>();
        } finally {
            lock.unlock();
        }
        send(due);
    }

    private void askAgain() {
        List<Question> open;
        lock.lock();
        try {
            // what was cancelled or taken back meanwhile needs no answer
            unanswered.values().removeIf(each -> !each.job().isWaiting() || !each.job().isLive());
            open = List.copyOf(unanswered.values());
        } finally {
            lock.unlock();
        }
        if (!open.isEmpty()) {
            log.info("no verdict yet on {} jobs; asking again", open.size());
            send(open);
        }
    }

    private void send(List<Question> all) {
        for (int from = 0; from < all.size(); from += MAX_DELIVERIES) {
            List<ResultMessage.Delivery> part = all.subList(from, Math.min(all.size(), from + MAX_DELIVERIES))
                    .stream().map(Question::delivery).toList();
            byte[] question = MessageCodec
                    .write(new ResultMessage.VerdictRequest(worker, worker + "-" + ++questions, part));
            publisher.publish("", RelayTopology.RESULTS, question, failure -> {
                if (failure != null) {
                    log.info("a question about {} jobs was not delivered; it is asked again in {} s: {}", part.size(),
                            ASK_AGAIN.toSeconds(), failure.getMessage());
                }
            });
        }
    }

    /** Acts on the record's answer. An answer to an earlier question counts as well. */
    public void answered(ControlMessage.Verdicts verdicts) {
        for (ControlMessage.JobVerdict verdict : verdicts.verdicts()) {
            Question question;
            lock.lock();
            try {
                question = unanswered.remove(new Asked(verdict.id(), verdict.epoch()));
            } finally {
                lock.unlock();
            }
            if (question != null) {
                act(question.job(), verdict.verdict());
            }
        }
    }

    private void act(HeldJob job, ControlMessage.Verdict verdict) {
        RelayJob asked = job.job();
        switch (verdict) {
            case RUN -> {
                log.debug("job {} of {}, epoch {}: suspicious, but the record says to run it", asked.id(),
                        asked.tenant(), asked.epoch());
                runnable.accept(job);
            }
            case DROP -> {
                if (job.withdraw()) {
                    log.info("job {} of {}, epoch {}: dropped, it has ended or was dispatched anew", asked.id(),
                            asked.tenant(), asked.epoch());
                    held.settle(job);
                }
            }
        }
    }

    private record Asked(JobId id, int epoch) {}

    private record Question(HeldJob job, boolean repeated) {

        Asked asked() {
            return new Asked(job.job().id(), job.job().epoch());
        }

        ResultMessage.Delivery delivery() {
            RelayJob asked = job.job();
            return new ResultMessage.Delivery(asked.id(), asked.tenant(), asked.epoch(), repeated);
        }
    }
}
