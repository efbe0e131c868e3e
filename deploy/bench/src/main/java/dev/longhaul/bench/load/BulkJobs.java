package dev.longhaul.bench.load;

import dev.longhaul.client.Job;
import dev.longhaul.client.JobRequest;
import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.Lookup;
import dev.longhaul.client.Submission;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.WaitReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of jobs through the platform as a batch owner runs it: submitted in bulk, results fetched by lookups that the
 * platform holds back until the jobs have ended. Every answer is held against its prompt.
 */
public final class BulkJobs {

    private static final int SUBMITTERS = 4;
    private static final int FETCHERS = 8;
    private static final Duration LOOKUP_WAIT = Duration.ofSeconds(30);
    /** So many lookups in a row may bring nothing before the run is given up. */
    private static final int MOST_EMPTY_LOOKUPS = 4;
    private static final long LOOK_MILLIS = 100;

    private final LonghaulClient client;
    private final Workload workload;
    private final Lane lane;
    private final BiConsumer<JobId, Integer> onAccepted;
    private final @Nullable String batch;
    private final Problems problems = new Problems();

    /** Jobs that were submitted together. */
    private record Chunk(Map<JobId, Integer> indexes) {}

    public BulkJobs(LonghaulClient client, Workload workload, Lane lane) {
        this(client, workload, lane, (id, index) -> {
        });
    }

    /**
     * @param onAccepted
     *            is told each job's id and index when the platform has accepted it, from several threads
     */
    public BulkJobs(LonghaulClient client, Workload workload, Lane lane, BiConsumer<JobId, Integer> onAccepted) {
        this(client, workload, lane, onAccepted, null);
    }

    /**
     * @param batch
     *            names the jobs as one set, which can be ordered about; null for none
     */
    public BulkJobs(LonghaulClient client, Workload workload, Lane lane, BiConsumer<JobId, Integer> onAccepted,
            @Nullable String batch) {
        this.client = client;
        this.workload = workload;
        this.lane = lane;
        this.onAccepted = onAccepted;
        this.batch = batch;
    }

    /**
     * Runs the jobs to their ends.
     *
     * @param phase
     *            names the prompts
     * @throws IllegalStateException
     *             when the platform fails or nothing ends any more
     */
    public Tally run(String phase, int jobs) throws InterruptedException {
        int chunks = Math.ceilDiv(jobs, LonghaulClient.MAX_BULK);
        BlockingQueue<Chunk> accepted = new LinkedBlockingQueue<>();
        long begin = System.nanoTime();
        List<Callable<Boolean>> loops = new ArrayList<>();
        loops.addAll(loops(SUBMITTERS, chunks, chunk -> accepted.put(submit(phase, chunk, 0, jobs))));
        loops.addAll(loops(FETCHERS, chunks, chunk -> fetch(phase, accepted.take())));
        finish(loops);
        return tally(jobs, begin);
    }

    /**
     * Only submits, and keeps nothing of them: for jobs that are to wait.
     *
     * @param from
     *            the first job's index
     * @param to
     *            the index behind the last job's
     * @throws IllegalStateException
     *             when the platform fails
     */
    public Tally submit(String phase, int from, int to) throws InterruptedException {
        long begin = System.nanoTime();
        finish(loops(SUBMITTERS, Math.ceilDiv(to - from, LonghaulClient.MAX_BULK),
                chunk -> submit(phase, chunk, from, to)));
        return tally(to - from, begin);
    }

    /**
     * Submits one job more and waits until the record has it. What the same tenant has submitted to the lane before is
     * recorded then: the log keeps the order.
     */
    public void submitLast(String phase, int index) throws InterruptedException {
        JobId last = client.submit(workload.job(workload.prompt(phase, index), lane, batch)).id();
        onAccepted.accept(last, index);
        while (!client.get(last).isRecorded()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** Submits one job after the other until one waits for this reason. */
    public void submitUntilWaiting(String phase, WaitReason reason) throws InterruptedException {
        for (int index = 0;; index++) {
            Job job = client.submit(workload.job(workload.prompt(phase, index), lane, batch));
            while (!job.hasEnded()) {
                if (job.json().path("waiting_for").asString("").equals(reason.wire())) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                job = client.get(job.id());
            }
        }
    }

    /**
     * Waits for the ends of jobs that were submitted before.
     *
     * @param accepted
     *            their ids, and the indexes of their prompts
     * @throws IllegalStateException
     *             when the platform fails or nothing ends any more
     */
    public Tally fetch(String phase, Map<JobId, Integer> accepted) throws InterruptedException {
        List<Chunk> chunks = new ArrayList<>();
        Map<JobId, Integer> last = new HashMap<>();
        for (Map.Entry<JobId, Integer> job : accepted.entrySet()) {
            if (last.isEmpty()) {
                chunks.add(new Chunk(last));
            }
            last.put(job.getKey(), job.getValue());
            if (last.size() == LonghaulClient.MAX_LOOKUP) {
                last = new HashMap<>();
            }
        }
        long begin = System.nanoTime();
        finish(loops(FETCHERS, chunks.size(), chunk -> fetch(phase, chunks.get(chunk))));
        return tally(accepted.size(), begin);
    }

    private Tally tally(int jobs, long begin) {
        return new Tally(jobs, (System.nanoTime() - begin) / 1e9, problems.counts());
    }

    private static void finish(List<Callable<Boolean>> loops) throws InterruptedException {
        ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("bulk").factory());
        try {
            ExecutorCompletionService<Boolean> work = new ExecutorCompletionService<>(threads);
            loops.forEach(work::submit);
            for (int i = 0; i < loops.size(); i++) {
                work.take().get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("The run broke off: " + e.getCause(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    @FunctionalInterface
    private interface ChunkWork {
        void run(int chunk) throws InterruptedException;
    }

    /** So many threads' loops, which share the chunks. */
    private static List<Callable<Boolean>> loops(int threads, int chunks, ChunkWork work) {
        AtomicInteger next = new AtomicInteger();
        return Collections.nCopies(threads, () -> {
            for (int chunk = next.getAndIncrement(); chunk < chunks; chunk = next.getAndIncrement()) {
                work.run(chunk);
            }
            return true;
        });
    }

    private Chunk submit(String phase, int chunk, int begin, int end) {
        int from = begin + chunk * LonghaulClient.MAX_BULK;
        int to = Math.min(end, from + LonghaulClient.MAX_BULK);
        List<JobRequest> requests = new ArrayList<>(to - from);
        for (int index = from; index < to; index++) {
            requests.add(workload.job(workload.prompt(phase, index), lane, batch));
        }
        Map<JobId, Integer> indexes = HashMap.newHashMap(to - from);
        int index = from;
        for (Submission submission : client.submitAll(requests)) {
            switch (submission) {
                case Submission.Accepted(JobId id) -> {
                    onAccepted.accept(id, index);
                    indexes.put(id, index);
                }
                case Submission.Refused refused -> problems.add("refused with " + refused.status());
            }
            index++;
        }
        return new Chunk(indexes);
    }

    private void fetch(String phase, Chunk chunk) {
        List<JobId> pending = List.copyOf(chunk.indexes().keySet());
        int empty = 0;
        while (!pending.isEmpty()) {
            Lookup lookup = client.lookup(pending, LOOKUP_WAIT, pending.size());
            lookup.ended().forEach(job -> check(phase, job, chunk.indexes().get(job.id())));
            pending = lookup.pending();
            empty = lookup.ended().isEmpty() ? empty + 1 : 0;
            if (empty == MOST_EMPTY_LOOKUPS) {
                throw new IllegalStateException(pending.size() + " jobs do not end, such as " + pending.getFirst());
            }
        }
    }

    private void check(String phase, Job job, @Nullable Integer index) {
        if (index == null) {
            problems.add("a job that was not asked for");
        } else if (job.state() != JobState.SUCCEEDED) {
            problems.add(job.state().wire() + job.errorCode().map(code -> " with " + code).orElse(""));
        } else if (!job.answer().orElse("").equals(workload.answer(workload.prompt(phase, index)))) {
            problems.add("an answer to another prompt");
        }
    }
}
