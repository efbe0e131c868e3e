package dev.longhaul.dispatcher.sharing;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.plan.Spend;
import dev.longhaul.dispatcher.fairness.InFlightJob;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.dispatcher.sharing.SharedAnswers.Taken;
import dev.longhaul.log.JobEventPublisher;
import dev.longhaul.store.answer.AnswerKey;
import dev.longhaul.store.answer.AnswerStore;
import dev.longhaul.store.answer.AnswerStore.Answer;
import dev.longhaul.store.job.JobSharing;
import dev.longhaul.store.job.JobSharing.Cached;
import dev.longhaul.store.job.JobSharing.Ended;
import dev.longhaul.store.job.JobSharing.Result;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Writes in bulk what {@link SharedAnswers} has decided. Used by the thread that dispatches. */
public final class AnswerDesk {

    private final SharedAnswers shared;
    private final AnswerStore store;
    private final JobSharing jobs;
    private final Scheduler scheduler;
    private final JobEventPublisher events;
    private final AnswerMeters meters;
    private final Clock clock;

    public AnswerDesk(SharedAnswers shared, AnswerStore store, JobSharing jobs, Scheduler scheduler,
            JobEventPublisher events, AnswerMeters meters, Clock clock) {
        this.shared = shared;
        this.store = store;
        this.jobs = jobs;
        this.scheduler = scheduler;
        this.events = events;
        this.meters = meters;
        this.clock = clock;
    }

    /** Gives up to so many jobs the answers that they have been waiting for. */
    public void giveAnswers(int most) {
        store.remember(shared.takeFresh());
        List<Taken> taken = shared.takeOver(most);
        if (taken.isEmpty()) {
            return;
        }
        scheduler.answered(taken.stream().map(Taken::job).toList());
        Result result;
        try {
            result = jobs.share(taken.stream().map(Taken::share).toList(), "dispatcher#" + UUID.randomUUID());
        } catch (RuntimeException e) {
            shared.putBack(taken);
            throw e;
        }
        Map<JobId, WaitingJob> byId = taken.stream().map(Taken::job)
                .collect(Collectors.toMap(WaitingJob::id, job -> job, (one, same) -> one));
        result.ended().forEach(ended -> tell(ended, byId));
        if (!result.useless().isEmpty()) {
            askAnew(taken.stream().filter(each -> result.useless().contains(each.from())).map(Taken::job).toList(),
                    result.useless());
        }
    }

    /** The first of equal jobs asks for an answer of its own. */
    private void askAnew(List<WaitingJob> waiting, Set<JobId> useless) {
        shared.forget(useless);
        try {
            store.forget(waiting.stream().map(WaitingJob::answerKey).filter(Objects::nonNull).toList(), useless);
        } finally {
            scheduler.add(waiting);
        }
    }

    private void tell(Ended ended, Map<JobId, WaitingJob> byId) {
        WaitingJob job = byId.get(ended.job());
        if (job != null) {
            Cached cached = ended.cached();
            meters.shared(job, cached);
            events.announce(new JobEvent(job.id(), job.tenant(), job.lane(), job.model(), JobState.SUCCEEDED, 0,
                    clock.instant(), null, null, Spend.NOTHING, null));
        }
    }

    /**
     * Of jobs that are about to go: asks the record for the answers that this dispatcher does not know, as after a
     * takeover, and sets those aside that have one.
     *
     * @return the others
     */
    public List<InFlightJob> withoutAnswer(List<InFlightJob> picked) {
        Map<AnswerKey, List<InFlightJob>> asking = new HashMap<>();
        for (InFlightJob job : picked) {
            AnswerKey key = job.job().answerKey();
            if (key != null) {
                asking.computeIfAbsent(key, none -> new ArrayList<>()).add(job);
            }
        }
        if (asking.isEmpty()) {
            return picked;
        }
        List<Answer> found = store.find(asking.keySet());
        if (found.isEmpty()) {
            return picked;
        }
        shared.learn(found);
        List<InFlightJob> others = new ArrayList<>(picked);
        for (Answer answer : found) {
            List<InFlightJob> answered = Objects.requireNonNull(asking.get(answer.key()));
            others.removeAll(answered);
            answered.forEach(scheduler::release);
            scheduler.add(answered.stream().map(InFlightJob::job).toList());
        }
        return others;
    }
}
