package dev.longhaul.bench.fairness;

import dev.longhaul.bench.load.BulkJobs;
import dev.longhaul.bench.load.Orders;
import dev.longhaul.bench.load.PacedCalls;
import dev.longhaul.bench.load.Progress;
import dev.longhaul.bench.load.Tally;
import dev.longhaul.bench.load.Target;
import dev.longhaul.bench.measure.Distribution;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.simulator.ledger.CallRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tenant B comes with chat calls and a batch: first on the idle system, then while tenant A has a backlog waiting. A is
 * the last tenant, B the first. A's batch is paused until all of it is recorded, so that all of it waits when B comes.
 */
final class NewcomerRun {

    static final String A = "tenant A";
    static final String B = "tenant B";
    private static final String BACKLOG = "backlog";
    /** Until the provider's slots are A's, and the way of a chat call is warm. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private final Target target;
    private final NewcomerLoad load;
    private final int remembered;
    private final Map<JobId, Integer> waiting = new ConcurrentHashMap<>();

    /**
     * @param remembered
     *            calls that the simulator's ledger is to keep
     */
    NewcomerRun(Target target, NewcomerLoad load, int remembered) {
        this.target = target;
        this.load = load;
        this.remembered = remembered;
    }

    NewcomerResult measure(String what) throws InterruptedException {
        NewcomerServed idle = served("idle");
        BulkJobs backlog = new BulkJobs(target.clients().getLast(), target.workload(), Lane.BATCH, waiting::put,
                BACKLOG);
        try (Orders orders = new Orders(target.platform().url(), target.platform().apiKeys().getLast())) {
            Progress.say(load.backlog() + " jobs of tenant A");
            orders.batch(BACKLOG, "pause");
            Target.mustBeRight(backlog.submit(BACKLOG, 0, load.backlog() - 1));
            backlog.submitLast(BACKLOG, load.backlog() - 1);
            orders.batch(BACKLOG, "resume");
            NewcomerServed beside = served("beside");
            Progress.say("cancelling what is left of tenant A's jobs");
            long begin = System.nanoTime();
            orders.batch(BACKLOG, "cancel");
            double seconds = (System.nanoTime() - begin) / 1e9;
            Tally ends = backlog.fetch(BACKLOG, waiting);
            return NewcomerResult.of(what, idle, beside, BacklogEnd.of(ends, seconds));
        }
    }

    private NewcomerServed served(String phase) throws InterruptedException {
        Progress.say("tenant B, " + phase + ": chat calls for " + load.chats().toSeconds() + " s, then "
                + load.rounds() + " batches of " + load.batch());
        PacedCalls chats = new PacedCalls(target.chat(), target.workload(), load.chatsPerSecond());
        chats.run(phase + " settling", SETTLE, () -> true);
        target.simulator().resetLedger(remembered);
        Map<String, Integer> problems = new HashMap<>(chats.run(phase, load.chats(), () -> true).problems());
        List<Duration> delays = new ArrayList<>();
        for (CallRecord call : target.simulator().calls(remembered)) {
            Optional<JobId> id = JobId.tryParse(call.jobId());
            id.filter(job -> !waiting.containsKey(job))
                    .ifPresent(job -> delays.add(Duration.between(job.mintedAt(), call.at())));
        }
        List<NewcomerBatch> batches = new ArrayList<>();
        for (int round = 1; round <= load.rounds(); round++) {
            NewcomerBatch batch = batch(phase + " " + round);
            batch.problems().forEach((reason, count) -> problems.merge(reason, count, Integer::sum));
            batches.add(batch);
        }
        return new NewcomerServed(delays.isEmpty() ? null : Distribution.of(delays), batches, problems);
    }

    private NewcomerBatch batch(String phase) throws InterruptedException {
        target.simulator().resetLedger(remembered);
        Map<JobId, Integer> own = new ConcurrentHashMap<>();
        Tally tally = new BulkJobs(target.clients().getFirst(), target.workload(), Lane.BATCH, own::put).run(phase,
                load.batch());
        List<Start> starts = new ArrayList<>();
        for (CallRecord call : target.simulator().calls(remembered)) {
            JobId.tryParse(call.jobId()).filter(id -> own.containsKey(id) || waiting.containsKey(id))
                    .ifPresent(id -> starts.add(new Start(own.containsKey(id) ? B : A, call.at())));
        }
        Instant accepted = own.keySet().stream().map(JobId::mintedAt).min(Comparator.naturalOrder()).orElseThrow();
        Instant first = starts.stream().filter(start -> start.party().equals(B)).map(Start::at)
                .min(Comparator.naturalOrder()).orElseThrow();
        return new NewcomerBatch(tally.seconds(), Duration.between(accepted, first).toNanos() / 1e6,
                Contention.of(starts).orElse(null), tally.problems());
    }
}
