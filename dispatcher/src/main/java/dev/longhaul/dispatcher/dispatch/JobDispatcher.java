package dev.longhaul.dispatcher.dispatch;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.dispatcher.event.JobEndings;
import dev.longhaul.dispatcher.fairness.InFlightJob;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.dispatcher.pool.Routes;
import dev.longhaul.dispatcher.pool.Routes.Errand;
import dev.longhaul.dispatcher.sharing.AnswerDesk;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobDispatch;
import dev.longhaul.store.job.OpenJob;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes chosen jobs out of the record's queue and puts them on the pools' queues. Only who wins the compare-and-set
 * publishes. Thread-safe.
 */
public final class JobDispatcher {

    private static final Logger log = LoggerFactory.getLogger(JobDispatcher.class);
    private static final Failure OVER_BUDGET = Failure.of(ErrorCode.QUOTA_EXCEEDED,
            "The budget of the tenant or of the API key is used up: wait for the next period, or have it raised.");
    private static final Failure NOT_ALLOWED = Failure.of(ErrorCode.MODEL_NOT_ALLOWED,
            "The tenant's plan allows no provider of the model: ask for another model, or have the plan changed.");
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(1);

    private final JobDispatch store;
    private final Scheduler scheduler;
    private final Routes routes;
    private final BundleRule bundles;
    private final RelayPublisher publisher;
    private final LinkState link;
    private final JobEndings endings;
    private final AnswerDesk answers;
    private final Clock clock;
    private final Executor background;

    /**
     * @param background
     *            runs what follows a refused publish; must not be the thread that delivers confirms
     */
    JobDispatcher(JobDispatch store, Scheduler scheduler, Routes routes, BundleRule bundles,
            RelayPublisher publisher, LinkState link, JobEndings endings, AnswerDesk answers, Clock clock,
            Executor background) {
        this.store = store;
        this.scheduler = scheduler;
        this.routes = routes;
        this.bundles = bundles;
        this.publisher = publisher;
        this.link = link;
        this.endings = endings;
        this.answers = answers;
        this.clock = clock;
        this.background = background;
    }

    /**
     * Chooses and dispatches up to so many jobs.
     *
     * @return how many were chosen
     * @throws StoreUnavailableException
     *             when the record cannot be asked; the jobs chosen wait again
     */
    public int dispatchNext(int most) {
        List<InFlightJob> chosen = scheduler.pick(most);
        if (chosen.isEmpty()) {
            return 0;
        }
        List<InFlightJob> picked = withoutAnswer(chosen);
        Portions portions = new Portions(picked, this::publish);
        try {
            store.dispatch(picked.stream().map(job -> job.job().id()).toList(), UUID.randomUUID().toString(), portions);
        } catch (RuntimeException e) {
            // whether the compare-and-set happened is not known: chosen again, those it happened to are lost then
            waitAgain(portions.left());
            throw e;
        }
        portions.flush();
        lookUp(portions.left());
        return chosen.size();
    }

    private List<InFlightJob> withoutAnswer(List<InFlightJob> chosen) {
        try {
            return answers.withoutAnswer(chosen);
        } catch (RuntimeException e) {
            waitAgain(chosen);
            throw e;
        }
    }

    /** Gives up to so many jobs the answers of others. */
    void shareNext(int most) {
        answers.giveAnswers(most);
    }

    /**
     * Ends up to so many jobs that their tenants' plans do not allow any more, for the tenant or for the key, and as
     * many for which they allow no provider.
     */
    void refuseNext(int most) {
        refuse(scheduler.takeRefused(most), OVER_BUDGET);
        refuse(scheduler.takeFrom(Routes.NOT_ALLOWED, most), NOT_ALLOWED);
    }

    private void refuse(List<WaitingJob> refused, Failure why) {
        if (!refused.isEmpty()) {
            try {
                endings.endAll(refused, JobState.REJECTED, why);
            } catch (RuntimeException e) {
                scheduler.add(refused);
                throw e;
            }
        }
    }

    private void waitAgain(Collection<InFlightJob> jobs) {
        jobs.forEach(scheduler::release);
        scheduler.add(jobs.stream().map(InFlightJob::job).toList());
    }

    /**
     * Jobs that were not queued any more: ended, or handed out by another dispatcher or by a call of ours whose answer
     * did not come. The reconciler is to know of the latter.
     */
    private void lookUp(Collection<InFlightJob> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        Map<JobId, WaitingJob> byId = jobs.stream().map(InFlightJob::job)
                .collect(Collectors.toMap(WaitingJob::id, Function.identity()));
        List<OpenJob> open;
        try {
            open = store.findOpen(byId.keySet());
        } catch (RuntimeException e) {
            waitAgain(jobs);
            throw e;
        }
        jobs.forEach(scheduler::release);
        for (OpenJob job : open) {
            WaitingJob known = byId.get(job.id());
            if (known != null) {
                scheduler.takeUp(job, known.shard());
            }
        }
    }

    /** Publishes jobs that were recorded as dispatched when they came in. */
    public void publishRecorded(Collection<SubmittedJob> jobs, Map<JobId, InFlightJob> admitted) {
        List<Outgoing> outgoing = new ArrayList<>(admitted.size());
        for (SubmittedJob job : jobs) {
            InFlightJob entry = admitted.get(job.id());
            if (entry != null) {
                outgoing.add(new Outgoing(entry, job, 0));
            }
        }
        publish(outgoing);
    }

    /** Waits until the broker has answered for all that was published; false when that takes longer. */
    boolean awaitConfirms(Duration most) throws InterruptedException {
        return publisher.awaitConfirms(most);
    }

    private void publish(List<Outgoing> outgoing) {
        Map<Destination, List<Outgoing>> byQueue = new LinkedHashMap<>();
        for (Outgoing each : outgoing) {
            byQueue.computeIfAbsent(new Destination(each.entry().pool(), each.entry().job().lane()),
                    destination -> new ArrayList<>()).add(each);
        }
        byQueue.forEach((destination, jobs) -> bundles
                .divide(destination.lane, jobs, job -> job.submitted().request().length())
                .forEach(bundle -> publish(destination, bundle)));
    }

    private void publish(Destination destination, List<Outgoing> bundle) {
        Instant now = clock.instant();
        List<RelayJob> jobs = new ArrayList<>(bundle.size());
        // without the requests: the broker may take a while to answer
        List<InFlightJob> sent = new ArrayList<>(bundle.size());
        for (Outgoing each : bundle) {
            Errand errand = routes.errand(each.submitted().tenant(), each.submitted().model(),
                    each.entry().job().bucket(), destination.pool);
            if (!errand.targets().isEmpty()) {
                jobs.add(message(each, errand, now));
                sent.add(each.entry());
            } else if (routes.know(each.submitted().model())) {
                // the plan or the pool's workers have changed since it was chosen
                background.execute(() -> queueAgain(each.entry()));
            } else {
                background.execute(() -> endWithoutRoute(each.entry()));
            }
        }
        if (jobs.isEmpty()) {
            return;
        }
        CompletableFuture<Void> unused = publisher.publish(destination.pool, destination.lane, jobs)
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        link.refused();
                        background.execute(() -> takeBack(sent, failure));
                    }
                });
        log.debug("{} jobs go to pool {} in lane {}", jobs.size(), destination.pool, destination.lane.wire());
    }

    private static RelayJob message(Outgoing each, Errand errand, Instant now) {
        SubmittedJob job = each.submitted();
        return new RelayJob(job.id(), job.tenant(), job.keyId(), job.batch(), job.lane(), each.entry().epoch(),
                job.model(), errand.targets(), job.request(),
                job.stream(), job.replyTo(), job.deadline(), now, each.attempts(), job.onAmbiguous(),
                job.estimate().total(), errand.allowed().equals(Allowed.ALL) ? null : errand.allowed(), job.timeouts(),
                job.experiment() == null ? null : job.experiment().id());
    }

    private void takeBack(List<InFlightJob> jobs, Throwable why) {
        log.warn("{} jobs were not taken by the broker; they are queued again: {}", jobs.size(), why.getMessage());
        jobs.forEach(this::queueAgain);
    }

    private void queueAgain(InFlightJob unsent) {
        WaitingJob job = unsent.job();
        try {
            boolean requeued = store.requeueUnsent(job.id(), unsent.epoch());
            scheduler.release(unsent);
            if (requeued) {
                scheduler.add(List.of(job.waitingUntil(clock.instant().plus(AFTER_REFUSAL))));
            }
        } catch (StoreUnavailableException e) {
            // it stays in flight; the reconciler asks for it
            log.warn("job {} of tenant {} could not be queued again now; the reconciler will: {}", job.id(),
                    job.tenant(), e.getMessage());
        }
    }

    private void endWithoutRoute(InFlightJob each) {
        WaitingJob job = each.job();
        try {
            if (store.requeueUnsent(job.id(), each.epoch())) {
                endings.end(job, JobState.FAILED, Failure.of(ErrorCode.MODEL_NOT_FOUND,
                        "The catalogue no longer has a route for the model '" + job.model() + "'."));
            }
            scheduler.release(each);
        } catch (StoreUnavailableException e) {
            // it stays in flight; the reconciler asks for it
            log.warn("job {} of tenant {} has no route and could not be ended now; the reconciler comes back to it: {}",
                    job.id(), job.tenant(), e.getMessage());
        }
    }

    private record Destination(String pool, Lane lane) {}
}
