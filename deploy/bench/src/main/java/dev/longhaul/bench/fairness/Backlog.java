package dev.longhaul.bench.fairness;

import dev.longhaul.bench.load.BulkJobs;
import dev.longhaul.bench.load.Tally;
import dev.longhaul.bench.load.Workload;
import dev.longhaul.client.LonghaulClient;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The jobs of one party: submitted at once, then fetched while they wait and run. */
final class Backlog {

    private static final long LOOK_MILLIS = 100;

    private final String party;
    private final Set<JobId> ids = ConcurrentHashMap.newKeySet();
    private final CountDownLatch accepted;
    private final Future<Tally> ends;

    private Backlog(String party, int jobs, BulkRun run, ExecutorService background) {
        this.party = party;
        this.accepted = new CountDownLatch(jobs);
        this.ends = background.submit(() -> run.run(id -> {
            ids.add(id);
            accepted.countDown();
        }));
    }

    @FunctionalInterface
    private interface BulkRun {
        Tally run(java.util.function.Consumer<JobId> onAccepted) throws InterruptedException;
    }

    static Backlog submit(String party, LonghaulClient client, Workload workload, Lane lane, int jobs,
            ExecutorService background) {
        return new Backlog(party, jobs,
                onAccepted -> new BulkJobs(client, workload, lane, (id, index) -> onAccepted.accept(id)).run(party,
                        jobs),
                background);
    }

    /** Waits until all are accepted, or the run has ended otherwise. */
    void awaitAccepted() throws InterruptedException {
        while (!ends.isDone() && !accepted.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            // a refused job is never accepted, but then the run ends
        }
    }

    String party() {
        return party;
    }

    boolean has(JobId id) {
        return ids.contains(id);
    }

    Future<Tally> ends() {
        return ends;
    }
}
