package dev.longhaul.client.fake;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobIds;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The fake platform's record: jobs, idempotency keys, waiting for ends. Thread-safe. */
final class FakeJobs implements AutoCloseable {

    private final JobIds ids;
    private final Set<JobId> expired = new HashSet<>();
    private final Map<JobId, FakeJob> jobs = new LinkedHashMap<>();
    private final Map<String, FakeJob> byKey = new LinkedHashMap<>();
    private final ScheduledExecutorService ends = Executors.newSingleThreadScheduledExecutor();
    private volatile Duration latency = Duration.ofMillis(5);

    sealed interface Submitted {
        record Job(FakeJob job) implements Submitted {}

        record Refused(int status, String code, String message) implements Submitted {}
    }

    FakeJobs(byte[] secret) {
        ids = new JobIds(secret, Clock.systemUTC(), new SecureRandom());
    }

    void latency(Duration value) {
        latency = value;
    }

    synchronized Submitted submit(ObjectNode request, @Nullable String key) {
        String model = request.path("model").asString("");
        if (model.isEmpty() || !request.path("messages").isArray()) {
            return new Submitted.Refused(400, "missing_parameter", "model and messages are needed");
        }
        if (model.startsWith("unknown")) {
            return new Submitted.Refused(404, "model_not_found", "there is no model " + model);
        }
        FakeJob known = key == null ? null : byKey.get(key);
        if (known != null) {
            return known.request.equals(request)
                    ? new Submitted.Job(known)
                    : new Submitted.Refused(422, "idempotency_key_reused", "the key was used with another body");
        }
        FakeJob job = new FakeJob(ids.mint("tenant"), request);
        jobs.put(job.id, job);
        if (key != null) {
            byKey.put(key, job);
        }
        if (!job.holds()) {
            var unused = ends.schedule(() -> end(job), latency.toNanos(), TimeUnit.NANOSECONDS);
        }
        return new Submitted.Job(job);
    }

    synchronized void end(FakeJob job) {
        job.end();
        notifyAll();
    }

    synchronized void endAll() {
        jobs.values().forEach(FakeJob::end);
        notifyAll();
    }

    synchronized void forgetKeys() {
        byKey.clear();
    }

    /** As when the retention of its result is over. */
    synchronized void expire(JobId id) {
        jobs.remove(id);
        expired.add(id);
    }

    synchronized @Nullable FakeJob find(JobId id) {
        return jobs.get(id);
    }

    /** Whether an id without a record is one that may still be recorded. */
    synchronized boolean mayCome(JobId id) {
        return ids.belongsTo(id, "tenant") && !expired.contains(id);
    }

    synchronized boolean cancel(FakeJob job) {
        boolean accepted = job.cancel();
        notifyAll();
        return accepted;
    }

    synchronized List<FakeJob> all() {
        return new ArrayList<>(jobs.values());
    }

    /** Waits until so many of the jobs have ended, or the time is up. */
    synchronized void await(Collection<FakeJob> waited, int min, Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        while (waited.stream().filter(job -> job.state().isTerminal()).count() < min) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    @Override
    public void close() {
        ends.shutdownNow();
    }
}
