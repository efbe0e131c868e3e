package dev.longhaul.dispatcher.reconcile;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.ResultMessage.HeldAnswer;
import dev.longhaul.contract.message.WorkerReport.Held;
import dev.longhaul.dispatcher.fairness.InFlightJob;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.pool.Routes;
import dev.longhaul.dispatcher.pool.Workers;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobDispatch;
import dev.longhaul.store.job.OpenJob;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
 *
 * <p>
 * The answers come by way of the queue of outcomes, behind those that were reported before. While nobody reads that
 * queue, no answer comes and nothing is taken for lost: jobs that have ended in it would run, and cost, a second time.
 */
public final class Reconciler {

    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final int MOST_AT_A_TIME = 5_000;
    /** How long answers may take before it asks anew: one may be lost, or its worker may have died. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Scheduler scheduler;
    private final JobDispatch record;
    private final Workers workers;
    private final Routes routes;
    private final ConfirmedPublisher amqp;
    private final String instance;
    private final Clock clock;
    private final Duration lostAfter;
    private volatile @Nullable Round round;
    /** Jobs that the round before found missing, each in the handing-out that was asked for. */
    private Set<InFlightJob> suspects = Set.of();

    /**
     * @param instance
     *            where workers send their answers
     * @param lostAfter
     *            without news of it, before a job is asked for
     */
    public Reconciler(Scheduler scheduler, JobDispatch record, Workers workers, Routes routes, ConfirmedPublisher amqp,
            String instance, Clock clock, Duration lostAfter) {
        this.scheduler = scheduler;
        this.record = record;
        this.workers = workers;
        this.routes = routes;
        this.amqp = amqp;
        this.instance = instance;
        this.clock = clock;
        this.lostAfter = lostAfter;
    }

    /** Takes a worker's answer; waits for nothing. */
    public void onHeld(Held answer) {
        Round current = round;
        if (current != null && current.question.equals(answer.question())) {
            current.answers.put(answer.worker(), answer);
        }
    }

    /**
     * Concludes the round before, when all have answered, and begins the next: to be called by one thread every few
     * seconds.
     *
     * @throws StoreUnavailableException
     *             when the record cannot be asked; the next call begins anew
     */
    public void reconcile() {
        Round last = round;
        if (last != null && clock.millis() < last.until && !last.answered(stillLive(last.workers))) {
            return;
        }
        round = null;
        suspects = last == null ? Set.of() : conclude(last);
        List<InFlightJob> silent = scheduler.unseenSince(clock.millis() - lostAfter.toMillis());
        if (silent.isEmpty()) {
            return;
        }
        List<InFlightJob> asked = silent.subList(0, Math.min(silent.size(), MOST_AT_A_TIME));
        Round next = new Round(UUID.randomUUID().toString(), workers.holders(), asked,
                clock.millis() + PATIENCE.toMillis());
        round = next;
        List<JobId> ids = asked.stream().map(job -> job.job().id()).toList();
        send(RelayTopology.CONTROL, RelayTopology.ALL, new ControlMessage.Inquiry(next.question, instance, ids));
        // an answer of our own: it shows that outcomes are read also where no worker is left to answer
        send("", RelayTopology.RESULTS,
                new HeldAnswer(instance, new Held(instance, next.question, List.of(), 0, 0)));
    }

    /** Lost, it is asked again in the next round. */
    private void send(String exchange, String to, Object message) {
        CompletableFuture<Void> unused = amqp.publishTransient(exchange, to, MessageCodec.write(message));
    }

    private Set<String> stillLive(Set<String> names) {
        Set<String> live = new HashSet<>(names);
        live.retainAll(workers.holders());
        return live;
    }

    /** Returns those that are missing for the first time. */
    private Set<InFlightJob> conclude(Round last) {
        Set<JobId> held = last.answers.values().stream().flatMap(answer -> answer.jobs().stream())
                .collect(Collectors.toSet());
        Map<JobId, InFlightJob> unheld = new LinkedHashMap<>();
        for (InFlightJob job : last.jobs) {
            if (held.contains(job.job().id())) {
                scheduler.taken(job);
            } else if (scheduler.inFlight(job.job().id()) == job) {
                unheld.put(job.job().id(), job);
            }
        }
        if (unheld.isEmpty()) {
            return Set.of();
        }
        Map<JobId, OpenJob> open = record.findOpen(unheld.keySet()).stream()
                .collect(Collectors.toMap(OpenJob::id, Function.identity()));
        Set<InFlightJob> missing = new HashSet<>();
        for (InFlightJob job : unheld.values()) {
            OpenJob recorded = open.get(job.job().id());
            switch (Finding.of(job.epoch(), recorded, wouldBeHeld(job, last), suspects.contains(job))) {
                case ENDED -> scheduler.release(job);
                case WAITS -> {
                    scheduler.release(job);
                    if (recorded != null) {
                        scheduler.takeUp(recorded, job.job().shard());
                    }
                }
                case MOVED_ON -> {
                    job.dispatched(recorded == null ? job.epoch() : recorded.epoch());
                    job.seen(clock.millis());
                }
                case SUSPECT -> missing.add(job);
                case LOST -> requeue(job);
                // as long as it may stand in the queue, others are to be asked for as well
                case IN_THE_QUEUE -> job.seen(clock.millis());
            }
        }
        return missing;
    }

    /**
     * Whether some worker would hold the job by now if the broker still had it: later jobs of its queue have been
     * taken, or a worker has a free slot, or the pool has no worker any more and its jobs go elsewhere or are late.
     * False while that is not known, because answers are missing.
     */
    private boolean wouldBeHeld(InFlightJob job, Round last) {
        List<String> names = workers.names(job.pool());
        if (!last.answered(names) || !last.answered(stillLive(last.workers))) {
            return false;
        }
        if (names.isEmpty()) {
            String goes = routes.poolOf(job.job().tenant(), job.job().model(), job.job().bucket());
            return !goes.equals(job.pool()) || goes.equals(Routes.NOT_ALLOWED)
                    || job.job().isExpired(clock.millis());
        }
        return scheduler.isOvertaken(job, lostAfter.toMillis()) || names.stream().map(last.answers::get)
                .anyMatch(answer -> answer != null && answer.held() < answer.slots());
    }

    private void requeue(InFlightJob job) {
        JobId id = job.job().id();
        if (record.requeueLost(id, job.epoch())) {
            log.warn("job {} of tenant {} was lost in dispatch {}: no worker holds it and the broker does not deliver "
                    + "it; it is queued again", id, job.job().tenant(), job.epoch());
            scheduler.release(job);
            scheduler.add(List.of(job.job().waitingUntil(clock.instant())));
        }
    }

    private final class Round {

        final String question;
        final Set<String> workers;
        final List<InFlightJob> jobs;
        final long until;
        final Map<String, Held> answers = new ConcurrentHashMap<>();

        /**
         * @param workers
         *            those that are asked
         */
        Round(String question, Set<String> workers, List<InFlightJob> jobs, long until) {
            this.question = question;
            this.workers = workers;
            this.jobs = List.copyOf(jobs);
            this.until = until;
        }

        /** Whether outcomes are read and these workers have answered. */
        boolean answered(Collection<String> names) {
            return answers.containsKey(instance) && answers.keySet().containsAll(names);
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
         * @param wouldBeHeld
         *            whether some worker would hold it if the broker still had it
         * @param suspect
         *            whether the round before found the same
         */
        static Finding of(int epoch, @Nullable OpenJob record, boolean wouldBeHeld, boolean suspect) {
            if (record == null) {
                return ENDED;
            }
            if (record.state() == JobState.QUEUED) {
                return WAITS;
            }
            if (record.epoch() != epoch) {
                return MOVED_ON;
            }
            if (!wouldBeHeld) {
                return IN_THE_QUEUE;
            }
            // twice, because a job can be on its way between broker and worker at the moment of the question
            return suspect ? LOST : SUSPECT;
        }
    }
}
