package dev.longhaul.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.platform.Jobs;
import dev.longhaul.dispatcher.platform.Platform;
import dev.longhaul.dispatcher.platform.Servers;
import dev.longhaul.dispatcher.platform.TestWorker;
import dev.longhaul.dispatcher.platform.TestWorker.Handed;
import dev.longhaul.dispatcher.platform.TestWorker.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** Two dispatchers share the shards; one is a process of its own and is killed with 20,000 jobs under way. */
@Tag("amqp")
class TakeoverTest {

    private static final Logger log = LoggerFactory.getLogger(TakeoverTest.class);
    private static final Duration A_WHILE = Duration.ofMinutes(2);
    private static final int SHARDS = 36;

    @Test
    void the_other_takes_over_within_15_seconds_and_nothing_is_lost_or_handed_out_twice_unmarked(
            @TempDir Path directory)
            throws IOException, InterruptedException {
        try (Platform platform = new Platform(Servers.shared())) {
            platform.purge();
            platform.resultStore();
            ConfigurableApplicationContext survivor = platform.dispatcher("--longhaul.dispatcher.instance=survivor",
                    "--longhaul.dispatcher.lost-after=10s", "--longhaul.dispatcher.reconcile-every=1s");
            Scheduler scheduler = survivor.getBean(Scheduler.class);
            await().atMost(A_WHILE).until(() -> scheduler.owned().size() == SHARDS);
            Process victim = victim(platform.servers(), directory);
            try {
                await().atMost(A_WHILE).until(() -> scheduler.owned().size() == SHARDS / 2);
                TestWorker worker = platform.worker(Settings.quick().slots(200).latency(Duration.ofMillis(100)));
                List<SubmittedJob> jobs = new ArrayList<>();
                for (int tenant = 0; tenant < 25; tenant++) {
                    jobs.addAll(Jobs.of("tenant" + tenant).lane(Lane.BATCH).many(600));
                    jobs.addAll(Jobs.of("tenant" + tenant).lane(Lane.STANDARD).many(200));
                }
                platform.submit(jobs);
                await().atMost(A_WHILE).until(() -> worker.handed().size() > 2_000);

                Instant killed = Instant.now();
                victim.destroyForcibly().waitFor();
                await().atMost(A_WHILE).pollInterval(Duration.ofMillis(50))
                        .until(() -> scheduler.owned().size() == SHARDS);
                Duration takeover = Duration.between(killed, Instant.now());
                log.info("taken over after {} ms", takeover.toMillis());
                assertThat(takeover).isLessThan(Duration.ofSeconds(15));

                await().atMost(A_WHILE).until(() -> worker.handed().size() >= jobs.size());
                platform.awaitAll(jobs, JobState.SUCCEEDED, A_WHILE);
                Map<Object, Long> deliveries = worker.handed().stream().collect(
                        Collectors.groupingBy(handed -> List.of(handed.id(), handed.epoch()), Collectors.counting()));
                assertThat(deliveries.values()).as("deliveries of the same dispatch").containsOnly(1L);
                assertThat(worker.handed()).extracting(Handed::id)
                        .containsAll(jobs.stream().map(SubmittedJob::id).toList());
            } finally {
                victim.destroyForcibly();
            }
        }
    }

    private static Process victim(Servers servers, Path directory) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-cp",
                        System.getProperty("java.class.path"), DispatcherApplication.class.getName()));
        command.addAll(servers.arguments());
        command.add("--longhaul.dispatcher.instance=victim");
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(directory.resolve("victim.log").toFile()).start();
    }
}
