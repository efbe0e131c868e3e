package dev.longhaul.dispatcher.sharing;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.dispatcher.fairness.Sharing;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.store.answer.AnswerKey;
import dev.longhaul.store.answer.AnswerStore;
import dev.longhaul.store.answer.AnswerStore.Answer;
import dev.longhaul.store.job.JobSharing.Share;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which answers this dispatcher knows, and who waits for one that is on its way. All of a tenant's jobs come to one
 * dispatcher, so equal ones meet here. Thread-safe.
 */
public final class SharedAnswers implements Sharing {

    private final Clock clock;
    private final int most;
    /** The least recently used first. */
    private final LinkedHashMap<AnswerKey, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);
    /** Of jobs with the workers. */
    private final Map<AnswerKey, Leader> leaders = new HashMap<>();
    private final ArrayDeque<Taken> taken = new ArrayDeque<>();
    /** Jobs that were taken over and have no answer yet. */
    private final Set<JobId> held = new HashSet<>();
    private final List<Answer> fresh = new ArrayList<>();
    private long misses;
    /** Of the answers known now. */
    private long bytes;

    /**
     * @param most
     *            answers to know at a time; the least recently used are forgotten
     */
    public SharedAnswers(Clock clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    @Override
    public synchronized boolean couldTake(WaitingJob job) {
        AnswerKey key = job.answerKey();
        return key != null && (leaders.containsKey(key) || answer(key) != null);
    }

    @Override
    public synchronized boolean take(WaitingJob job) {
        AnswerKey key = job.answerKey();
        if (key == null) {
            return false;
        }
        Leader leader = leaders.get(key);
        if (leader != null && !leader.id.equals(job.id())) {
            leader.followers.add(job);
            held.add(job.id());
            return true;
        }
        Answer answer = answer(key);
        if (answer != null) {
            taken.add(new Taken(job, answer.job(), false));
            held.add(job.id());
        }
        return answer != null;
    }

    private @Nullable Answer answer(AnswerKey key) {
        Answer answer = answers.get(key);
        if (answer != null && answer.endedAt().plus(AnswerStore.FRESH).isBefore(clock.instant())) {
            drop(answer);
            return null;
        }
        return answer;
    }

    @Override
    public synchronized void handedOut(WaitingJob job) {
        AnswerKey key = job.answerKey();
        if (key != null) {
            leaders.putIfAbsent(key, new Leader(job.id()));
            misses++;
        }
    }

    @Override
    public synchronized List<WaitingJob> released(WaitingJob job) {
        AnswerKey key = job.answerKey();
        Leader leader = key == null ? null : leaders.get(key);
        if (leader == null || !leader.id.equals(job.id())) {
            return List.of();
        }
        leaders.remove(key);
        // a follower that has left stands in the list still
        return leader.followers.stream().filter(follower -> held.remove(follower.id())).toList();
    }

    @Override
    public synchronized boolean holds(JobId id) {
        return held.contains(id);
    }

    @Override
    public synchronized boolean leave(JobId id) {
        return held.remove(id);
    }

    /**
     * A job has its answer: those that waited for it take it, and others may until it is too old.
     *
     * @param answerBytes
     *            its size in UTF-8
     */
    public synchronized void answered(WaitingJob job, Instant at, int answerBytes) {
        AnswerKey key = job.answerKey();
        if (key == null) {
            return;
        }
        Answer answer = new Answer(key, job.id(), at, answerBytes);
        learn(answer);
        fresh.add(answer);
        Leader leader = leaders.get(key);
        if (leader != null && leader.id.equals(job.id())) {
            leader.followers.forEach(follower -> taken.add(new Taken(follower, job.id(), true)));
            leader.followers.clear();
        }
    }

    /** Takes note of answers that the record knows. */
    synchronized void learn(Collection<Answer> found) {
        found.forEach(this::learn);
    }

    private void learn(Answer answer) {
        drop(answers.get(answer.key()));
        answers.put(answer.key(), answer);
        bytes += answer.bytes();
        if (answers.size() > most) {
            drop(answers.firstEntry().getValue());
        }
    }

    private void drop(@Nullable Answer answer) {
        if (answer != null) {
            answers.remove(answer.key());
            bytes -= answer.bytes();
        }
    }

    /** These jobs' answers are not to be taken. */
    synchronized void forget(Collection<JobId> useless) {
        answers.values().stream().filter(answer -> useless.contains(answer.job())).toList().forEach(this::drop);
        fresh.removeIf(answer -> useless.contains(answer.job()));
    }

    /** Takes up to so many jobs that are to get an answer, none that has left; they are held until they leave. */
    synchronized List<Taken> takeOver(int count) {
        List<Taken> batch = new ArrayList<>();
        for (Taken next = taken.poll(); next != null; next = batch.size() < count ? taken.poll() : null) {
            if (held.contains(next.job.id())) {
                batch.add(next);
            }
        }
        return batch;
    }

    /** Puts back what could not be written now. */
    synchronized void putBack(Collection<Taken> jobs) {
        jobs.forEach(each -> held.add(each.job.id()));
        taken.addAll(jobs);
    }

    /** Takes the answers that the record does not know yet. */
    synchronized List<Answer> takeFresh() {
        List<Answer> all = List.copyOf(fresh);
        fresh.clear();
        return all;
    }

    /** Jobs so far that could have had an answer and went to the workers, because there was none. */
    synchronized long misses() {
        return misses;
    }

    /** Size of the answers known now, in bytes of UTF-8. */
    synchronized long bytes() {
        return bytes;
    }

    /** Answers known now. */
    public synchronized int size() {
        return answers.size();
    }

    /** A job that is to get another's answer. */
    record Taken(WaitingJob job, JobId from, boolean inFlight) {

        Share share() {
            return new Share(job.id(), from, inFlight);
        }
    }

    /** A job with the workers, and those that wait for its answer. */
    private static final class Leader {

        private final JobId id;
        private final List<WaitingJob> followers = new ArrayList<>();

        Leader(JobId id) {
            this.id = id;
        }
    }
}
