package dev.longhaul.bench.load;

import dev.longhaul.client.Job;
import dev.longhaul.client.JobRequest;
import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.Lookup;
import dev.longhaul.client.Submission;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import java.time.Duration;
import java.util.ArrayList;
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

    private final LonghaulClient client;
    private final Workload workload;
    private final Lane lane;
    private final BiConsumer<JobId, Integer> onAccepted;
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
        this.client = client;
        this.workload = workload;
        this.lane = lane;
        this.onAccepted = onAccepted;
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
        AtomicInteger nextToSubmit = new AtomicInteger();
        AtomicInteger nextToFetch = new AtomicInteger();
        long begin = System.nanoTime();
        ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("bulk").factory());
        try {
            ExecutorCompletionService<Boolean> work = new ExecutorCompletionService<>(threads);
            for (int i = 0; i < SUBMITTERS; i++) {
                work.submit(repeat(nextToSubmit, chunks, chunk -> accepted.put(submit(phase, chunk, jobs))));
            }
            for (int i = 0; i < FETCHERS; i++) {
                work.submit(repeat(nextToFetch, chunks, chunk -> fetch(phase, accepted.take())));
            }
            for (int i = 0; i < SUBMITTERS + FETCHERS; i++) {
                work.take().get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("The run broke off: " + e.getCause(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
        return new Tally(jobs, (System.nanoTime() - begin) / 1e9, problems.counts());
    }

    @FunctionalInterface
    private interface ChunkWork {
        void run(int chunk) throws InterruptedException;
    }

    private static Callable<Boolean> repeat(AtomicInteger next, int chunks, ChunkWork work) {
        return () -> {
            for (int chunk = next.getAndIncrement(); chunk < chunks; chunk = next.getAndIncrement()) {
                work.run(chunk);
            }
            return true;
        };
    }

    private Chunk submit(String phase, int chunk, int jobs) {
        int from = chunk * LonghaulClient.MAX_BULK;
        int to = Math.min(jobs, from + LonghaulClient.MAX_BULK);
        List<JobRequest> requests = new ArrayList<>(to - from);
        for (int index = from; index < to; index++) {
            requests.add(workload.job(workload.prompt(phase, index), lane));
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
