package dev.longhaul.dispatcher.reconcile;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.WorkerReport.Held;
import dev.longhaul.dispatcher.fairness.InFlightJob;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.dispatcher.pool.Workers;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.store.job.JobDispatch;
import dev.longhaul.store.job.OpenJob;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds jobs that were handed out and of which nobody has heard since: asks all workers who holds them, looks up in the
 * record what they have become, and queues those again that neither broker nor worker can have any more.
 */
public final class Reconciler {

    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final int MOST_AT_A_TIME = 5_000;

    private final Scheduler scheduler;
    private final JobDispatch record;
    private final Workers workers;
    private final ConfirmedPublisher amqp;
    private final String instance;
    private final Clock clock;
    private final Duration lostAfter;
    private final Runnable wake;
    private @Nullable Round round;
    /** Jobs that nobody held in the round before, by the handing-out that was asked for. */
    private Set<InFlightJob> suspects = Set.of();

    /**
     * @param wake
     *            called when jobs wait again or room was made
     */
    public Reconciler(Scheduler scheduler, JobDispatch record, Workers workers, ConfirmedPublisher amqp,
            String instance, Clock clock, Duration lostAfter, Runnable wake) {
        this.scheduler = scheduler;
        this.record = record;
        this.workers = workers;
        this.amqp = amqp;
        this.instance = instance;
        this.clock = clock;
        this.lostAfter = lostAfter;
        this.wake = wake;
    }

    /** Takes a worker's answer. */
    public synchronized void onHeld(Held answer) {
        if (round != null && round.question.equals(answer.question())) {
            round.answers.put(answer.worker(), answer);
        }
    }

    /**
     * Concludes the round before and begins the next: to be called every few seconds, which is the time that workers
     * have to answer.
     */
    public synchronized void reconcile() {
        Round last = round;
        round = null;
        if (last != null) {
            conclude(last);
        }
        List<InFlightJob> silent = scheduler.unseenSince(clock.millis() - lostAfter.toMillis());
        if (silent.isEmpty()) {
            suspects = Set.of();
            return;
        }
        List<InFlightJob> asked = silent.subList(0, Math.min(silent.size(), MOST_AT_A_TIME));
        Round next = new Round(UUID.randomUUID().toString(), asked);
        round = next;
        List<JobId> ids = asked.stream().map(job -> job.job().id()).toList();
        // lost, it is asked again in the next round
        CompletableFuture<Void> unused = amqp.publishTransient(RelayTopology.CONTROL, RelayTopology.ALL,
                MessageCodec.write(new ControlMessage.Inquiry(next.question, instance, ids)));
    }

    private void conclude(Round last) {
        Set<JobId> held = last.answers.values().stream().flatMap(answer -> answer.jobs().stream())
                .collect(Collectors.toSet());
        long now = clock.millis();
        Map<JobId, InFlightJob> unheld = new HashMap<>();
        for (InFlightJob job : last.jobs) {
            if (held.contains(job.job().id())) {
                job.seen(now);
            } else if (scheduler.inFlight(job.job().id()) == job) {
                unheld.put(job.job().id(), job);
            }
        }
        if (unheld.isEmpty()) {
            suspects = Set.of();
            return;
        }
        Map<JobId, OpenJob> open = record.findOpen(unheld.keySet()).stream()
                .collect(Collectors.toMap(OpenJob::id, Function.identity()));
        Set<InFlightJob> stillSuspect = new HashSet<>();
        for (InFlightJob job : unheld.values()) {
            OpenJob recorded = open.get(job.job().id());
            boolean couldBeTaken = couldBeTaken(job, last);
            switch (Finding.of(job.epoch(), recorded, couldBeTaken, suspects.contains(job))) {
                case ENDED -> scheduler.release(job);
                case WAITS -> {
                    scheduler.release(job);
                    if (recorded != null) {
                        scheduler.add(List.of(WaitingJob.of(recorded, job.job().shard())));
                    }
                }
                case MOVED_ON -> job.dispatched(recorded == null ? job.epoch() : recorded.epoch());
                case SUSPECT -> stillSuspect.add(job);
                case LOST -> requeue(job);
                case IN_THE_QUEUE -> log.trace("job {} waits with the broker", job.job().id());
            }
        }
        suspects = stillSuspect;
        wake.run();
    }

    /**
     * Whether a worker would have taken the job if the broker still had it: every live worker has answered, and one of
     * them has a free slot.
     */
    private boolean couldBeTaken(InFlightJob job, Round last) {
        List<String> names = workers.names(job.pool());
        return !names.isEmpty() && last.answers.keySet().containsAll(names) && names.stream()
                .map(last.answers::get).anyMatch(answer -> answer != null && answer.held() < answer.slots());
    }

    private void requeue(InFlightJob job) {
        if (record.requeueLost(job.job().id(), job.epoch())) {
            log.warn("job {} of tenant {} was lost in dispatch {}: no worker holds it and the broker does not deliver "
                    + "it; it is queued again", job.job().id(), job.job().tenant(), job.epoch());
            scheduler.release(job);
            scheduler.add(List.of(job.job().notBefore(clock.instant())));
        }
    }

    private static final class Round {

        final String question;
        final List<InFlightJob> jobs;
        final Map<String, Held> answers = new ConcurrentHashMap<>();

        Round(String question, List<InFlightJob> jobs) {
            this.question = question;
            this.jobs = List.copyOf(jobs);
        }
    }

    /** What a job that nobody holds turns out to be. */
    enum Finding {
        ENDED, WAITS, MOVED_ON, IN_THE_QUEUE, SUSPECT, LOST;

        /**
         * @param epoch
         *            the dispatch that was asked for; 0 when it was never confirmed to us
         * @param record
         *            the open job in the record, or null when it has ended
         * @param couldBeTaken
         *            whether some worker would have taken it from the broker
         * @param suspect
         *            whether the round before found the same
         */
        static Finding of(int epoch, @Nullable OpenJob record, boolean couldBeTaken, boolean suspect) {
            if (record == null) {
                return ENDED;
            }
            if (record.state() == JobState.QUEUED) {
                return WAITS;
            }
            if (record.epoch() != epoch) {
                return MOVED_ON;
            }
            if (!couldBeTaken) {
                return IN_THE_QUEUE;
            }
            // twice, because a job can be on its way between broker and worker at the moment of the question
            return suspect ? LOST : SUSPECT;
        }
    }
}
