package dev.longhaul.bench.kill;

import dev.longhaul.client.JobRequest;
import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.LonghaulException;
import dev.longhaul.client.Submission;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Submits jobs of all lanes at a steady pace until it is stopped, whatever happens to the platform. */
final class Submitter {

    private static final int TICKS_A_SECOND = 5;

    private final LonghaulClient client;
    private final String model;
    private final int perTick;
    private final Set<JobId> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger failures = new AtomicInteger();
    private final Thread thread;
    private volatile boolean stopping;

    /**
     * @param client
     *            that repeats nothing: what it does not hear of is not counted as accepted
     */
    Submitter(LonghaulClient client, String model, int perSecond) {
        this.client = client;
        this.model = model;
        this.perTick = Math.max(1, perSecond / TICKS_A_SECOND);
        this.thread = Thread.ofPlatform().name("submitter").start(this::run);
    }

    private void run() {
        Lane[] lanes = Lane.values();
        try {
            for (int tick = 0; !stopping; tick++) {
                List<JobRequest> requests = new ArrayList<>(perTick);
                for (int i = 0; i < perTick; i++) {
                    requests.add(JobRequest.chat(model).user("kills " + tick + " " + i)
                            .lane(lanes[(tick + i) % lanes.length]).cache(CachePolicy.NEVER).build());
                }
                try {
                    for (Submission submission : client.submitAll(requests)) {
                        if (submission instanceof Submission.Accepted(JobId id)) {
                            accepted.add(id);
                        }
                    }
                } catch (LonghaulException e) {
                    failures.incrementAndGet();
                }
                Thread.sleep(1_000 / TICKS_A_SECOND);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those that the platform has said it has. */
    Set<JobId> accepted() {
        return accepted;
    }

    /** Calls that the platform did not answer well. */
    int failures() {
        return failures.get();
    }

    /** Stops; returns when nothing is under way any more. */
    void stop() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
