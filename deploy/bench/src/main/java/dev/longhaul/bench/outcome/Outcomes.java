package dev.longhaul.bench.outcome;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.longhaul.bench.platform.ResultStoreAlone;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.store.job.JobIntake.NewJob;
import dev.longhaul.store.job.JobStore;
import dev.longhaul.store.job.Shard;
import dev.longhaul.store.plan.Retentions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/** Records jobs as dispatched, reports their outcomes as a worker does, and looks for their end. For one thread. */
public final class Outcomes implements AutoCloseable {

    private static final String TENANT = "tenant-1";
    private static final String WORKER = "bench";
    private static final Usage USAGE = new Usage(256, 256, 0, 0);
    private static final int RECORDED_AT_A_TIME = 1_000;
    private static final int LOOKED_AT = 2_000;
    private static final int MESSAGES_UNCONFIRMED = 256;
    private static final Duration MOST = Duration.ofMinutes(10);

    private final CachingConnectionFactory connections = new CachingConnectionFactory();
    private final ConfirmedPublisher publisher;
    private final MongoClient client;
    private final JobStore store;
    private final JobIds ids;
    private final Clock clock;
    private final String answer;

    /**
     * @param answerChars
     *            length of each answer
     * @param listens
     *            which tenants want to be told of the ends of their jobs
     */
    public Outcomes(ResultStoreAlone platform, Clock clock, int answerChars, Predicate<String> listens) {
        this.clock = clock;
        byte[] secret = new byte[32];
        SecureRandom random = new SecureRandom();
        random.nextBytes(secret);
        ids = new JobIds(secret, clock, random);
        connections.setUri(platform.amqpUri());
        publisher = new ConfirmedPublisher(connections, MESSAGES_UNCONFIRMED);
        client = MongoClients.create(platform.mongoUri());
        store = new JobStore(client.getDatabase(ResultStoreAlone.DATABASE), clock,
                Retentions.same(Duration.ofDays(1)), listens);
        answer = "{\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                + "x".repeat(answerChars) + "\"},\"finish_reason\":\"stop\"}]}";
    }

    /** Jobs that are with the worker. */
    List<SubmittedJob> dispatched(int count) {
        return dispatched(TENANT, count);
    }

    /** Jobs of a tenant that are with the worker. */
    public List<SubmittedJob> dispatched(String tenant, int count) {
        List<SubmittedJob> jobs = new ArrayList<>(count);
        while (jobs.size() < count) {
            List<SubmittedJob> some = new ArrayList<>();
            for (int i = Math.min(RECORDED_AT_A_TIME, count - jobs.size()); i > 0; i--) {
                some.add(new SubmittedJob(ids.mint(tenant), tenant, "key_bench", "bench", Lane.BATCH, 5,
                        ResultStoreAlone.MODEL, "{}", false, null, Map.of(), null, null, CachePolicy.NEVER, null,
                        OnAmbiguous.RETRY, null, null, new TokenEstimate(256, 256), clock.instant()));
            }
            store.intake()
                    .record(some.stream().map(job -> new NewJob(job, new Shard(Lane.BATCH, 0), true)).toList());
            jobs.addAll(some);
        }
        return jobs;
    }

    /**
     * Reports the end of all of them and waits until the record has it.
     *
     * @param bundle
     *            outcomes in a message
     * @return from the first report on
     */
    Duration report(List<SubmittedJob> jobs, int bundle) throws InterruptedException {
        List<byte[]> messages = new ArrayList<>();
        for (int from = 0; from < jobs.size(); from += bundle) {
            messages.add(message(jobs.subList(from, Math.min(jobs.size(), from + bundle))));
        }
        long begin = System.nanoTime();
        List<CompletableFuture<Void>> confirms = new ArrayList<>(messages.size());
        for (byte[] message : messages) {
            confirms.add(publisher.publish("", RelayTopology.RESULTS, message));
        }
        CompletableFuture.allOf(confirms.toArray(CompletableFuture[]::new)).join();
        // mostly in the order in which they were sent: those at the front are looked at until they have ended
        for (int from = 0; from < jobs.size(); from += LOOKED_AT) {
            List<JobId> some = jobs.subList(from, Math.min(jobs.size(), from + LOOKED_AT)).stream()
                    .map(SubmittedJob::id).toList();
            while (!haveEnded(some)) {
                if (System.nanoTime() - begin > MOST.toNanos()) {
                    throw new IllegalStateException("after " + MOST.toMinutes() + " minutes not all outcomes of "
                            + jobs.size() + " jobs are recorded");
                }
                Thread.sleep(20);
            }
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Reports that these jobs have succeeded, in one message, and returns when the broker has it. */
    public void end(List<SubmittedJob> jobs) {
        publisher.publish("", RelayTopology.RESULTS, message(jobs)).join();
    }

    private boolean haveEnded(List<JobId> some) {
        return store.queries().standings(some).stream().filter(each -> each.state() == JobState.SUCCEEDED)
                .count() == some.size();
    }

    private byte[] message(List<SubmittedJob> jobs) {
        List<StartReport> starts = new ArrayList<>(jobs.size());
        List<OutcomeReport> outcomes = new ArrayList<>(jobs.size());
        for (SubmittedJob job : jobs) {
            starts.add(new StartReport(job.id(), job.tenant(), job.lane(), job.model(), 1, clock.instant()));
            Attempt attempt = new Attempt(1, ResultStoreAlone.PROVIDER, job.model(), "main", WORKER, clock.instant(),
                    100,
                    Attempt.End.SUCCEEDED, 200, null, USAGE, false, List.of(), null, null);
            outcomes.add(new OutcomeReport(job.id(), job.tenant(), job.keyId(), job.batch(), job.lane(), job.model(), 1,
                    null,
                    clock.instant(), List.of(attempt), new Outcome.Succeeded(answer, USAGE)));
        }
        return MessageCodec.write(new ResultMessage.Results(WORKER, starts, outcomes));
    }

    @Override
    public void close() {
        publisher.close();
        connections.destroy();
        client.close();
    }
}
