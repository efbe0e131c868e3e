package dev.longhaul.api.batch;

import static dev.longhaul.api.batch.BatchBench.customIds;
import static dev.longhaul.api.batch.BatchBench.line;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.job.BatchId;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.store.batch.BatchRefusals;
import dev.longhaul.store.batch.BatchStatus;
import dev.longhaul.store.batch.BatchStore;
import dev.longhaul.store.file.FileStore;
import dev.longhaul.store.job.JobStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Runners die between any two calls of the record, and others go on. */
class BatchKillTest {

    private static final int LINES = 1_300;
    private static final int EVERY_BAD = 7;
    /** Until the first death; each later one comes a little later, or the files were never written to their end. */
    private static final int MOST_CALLS = 20;
    private static final int MORE_CALLS = 5;

    private final TestApi api = TestApi.shared();
    private final BatchBench bench = new BatchBench(api);
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();
    private final MongoClient mongo = MongoClients
            .create(SharedServers.mongo().uri(api.context().getBean(MongoDatabase.class).getName()));
    private final LeapingClock clock = new LeapingClock();

    @BeforeEach
    void onlyOwnRunners() {
        api.context().getBean(BatchRunner.class).stop();
    }

    @AfterEach
    void theUsualRunner() {
        api.context().getBean(BatchRunner.class).start();
        mongo.close();
    }

    /** A runner's parts on a database of which only the name is another's. */
    private BatchParts parts(MongoDatabase database) {
        BatchParts usual = api.context().getBean(BatchParts.class);
        JobStore jobs = new JobStore(database, Clock.systemUTC(), Duration.ofDays(1));
        return new BatchParts(new BatchStore(database, clock, Duration.ofDays(30)), new BatchRefusals(database),
                new FileStore(database, Clock.systemUTC(), new Random()), jobs.queries(), jobs.answers(),
                usual.orders(), usual.ids(), usual.submissions(), usual.submitter(), usual.lineLimit(),
                Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void each_line_is_submitted_once_and_the_output_is_whole(long seed) {
        Random random = new Random(seed);
        Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
        pipeline.script(model, job -> {
            if (job.record()) {
                runs.computeIfAbsent(String.valueOf(job.submitted().customId()), id -> new AtomicInteger())
                        .incrementAndGet();
                job.dispatch().end(FakeJob.succeeded("done"));
            }
        });
        String id = bench.run(IntStream.range(0, LINES)
                .mapToObj(i -> line("line-" + i, i % EVERY_BAD == 0 ? "no-such-model" : model))
                .collect(Collectors.joining()));

        int deaths = 0;
        while (!hasEnded(id)) {
            assertThat(deaths).as("it comes to an end").isLessThan(100);
            DyingDatabase database = new DyingDatabase(
                    mongo.getDatabase(api.context().getBean(MongoDatabase.class).getName()));
            BatchRunner runner = new BatchRunner("mortal-" + deaths, parts(database.proxy()), BatchRunner.LEASE);
            database.dieAfter(random.nextInt(MOST_CALLS + MORE_CALLS * deaths), random.nextBoolean());
            runner.start();
            Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10))
                    .until(() -> database.isDead() || hasEnded(id));
            runner.breakOff();
            clock.leap(BatchRunner.LEASE);
            deaths++;
        }

        JsonNode ended = bench.batch(id);
        assertThat(deaths).isGreaterThan(5);
        List<String> good = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        IntStream.range(0, LINES).forEach(i -> (i % EVERY_BAD == 0 ? bad : good).add("line-" + i));
        assertThat(runs).hasSize(good.size()).allSatisfy((line, count) -> assertThat(count).hasValue(1));
        assertThat(customIds(bench.lines(ended.path("output_file_id")))).isEqualTo(good);
        assertThat(customIds(bench.lines(ended.path("error_file_id")))).isEqualTo(bad);
        assertThat(ended.path("request_counts").toString()).isEqualTo("{\"total\":" + LINES + ",\"completed\":"
                + good.size() + ",\"failed\":" + bad.size() + "}");
        assertThat(api.context().getBean(BatchStore.class).untold(1_000)).filteredOn(
                batch -> batch.id().equals(BatchId.parse(id))).as("the word of its end").hasSize(1);
    }

    @Test
    void a_cancel_after_a_death_anywhere_keeps_every_answer_and_has_each_line_once() {
        Set<String> answered = ConcurrentHashMap.newKeySet();
        pipeline.script(model, job -> {
            if (job.record()) {
                job.dispatch().end(FakeJob.succeeded("done"));
                answered.add(job.submitted().batch() + job.submitted().customId());
            }
        });
        for (int calls = 1; calls <= 20; calls++) {
            String id = bench.run(line("a", model) + line("b", "no-such-model") + line("c", model));
            DyingDatabase database = new DyingDatabase(
                    mongo.getDatabase(api.context().getBean(MongoDatabase.class).getName()));
            BatchRunner mortal = new BatchRunner("mortal-" + id, parts(database.proxy()), BatchRunner.LEASE);
            database.dieAfter(calls, calls % 2 == 0);
            mortal.start();
            Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> database.isDead() || hasEnded(id));
            mortal.breakOff();
            clock.leap(BatchRunner.LEASE);
            boolean cancelled = api.call("/v1/batches/" + id + "/cancel").method("POST").status() == 200;
            List<String> before = Stream.of("a", "c").filter(line -> answered.contains(id + line)).toList();
            BatchRunner next = new BatchRunner("next-" + id, parts(mongo.getDatabase(
                    api.context().getBean(MongoDatabase.class).getName())), BatchRunner.LEASE);
            next.start();
            JsonNode ended = bench.awaitEnd(id);
            next.stop();

            assertThat(ended.path("status").asString()).isEqualTo(cancelled ? "cancelled" : "completed");
            List<String> output = customIds(bench.lines(ended.path("output_file_id")));
            List<String> errors = customIds(bench.lines(ended.path("error_file_id")));
            assertThat(output).as("after %s calls", calls).containsAll(before);
            if (ended.at("/request_counts/total").asInt() > 0) {
                assertThat(Stream.concat(output.stream(), errors.stream())).as("after %s calls", calls)
                        .containsExactlyInAnyOrder("a", "b", "c");
            }
        }
    }

    private boolean hasEnded(String id) {
        return BatchStatus.fromWire(bench.batch(id).path("status").asString()).isTerminal();
    }

    /** Leases are over when it leaps. */
    private static final class LeapingClock extends Clock {

        private volatile Duration ahead = Duration.ZERO;

        synchronized void leap(Duration time) {
            ahead = ahead.plus(time).plusSeconds(1);
        }

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return Clock.systemUTC().getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
