package dev.longhaul.api.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.store.job.JobIntake.NewJob;
import dev.longhaul.store.job.Shard;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Tells how long the cancel of a large batch takes on the embedded servers; asserts only that all of it is done. */
class CancelSpeedTest {

    private static final Logger log = LoggerFactory.getLogger(CancelSpeedTest.class);
    private static final int JOBS = 100_000;
    private static final int AT_A_TIME = 500;

    private final TestApi api = TestApi.shared();
    private final JobIds ids = new JobIds("sixteen bytes or more".getBytes(StandardCharsets.UTF_8), Clock.systemUTC(),
            new SecureRandom());

    @Test
    void a_hundred_thousand_queued_jobs_are_cancelled() {
        // the JVM compiles what it needs for it
        cancel("warm-" + UUID.randomUUID(), JOBS / 2);
        cancel("b-" + UUID.randomUUID(), JOBS);
    }

    private void cancel(String batch, int jobs) {
        String request = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(500) + "\"}]}";
        for (int from = 0; from < jobs; from += AT_A_TIME) {
            FakePipeline.shared().store().intake()
                    .record(IntStream.range(0, AT_A_TIME).mapToObj(i -> job(batch, request)).toList());
        }

        long before = System.nanoTime();
        JsonNode cancelled = api.call("/v1/jobs/batches/" + batch + "/cancel").post("").hasStatus(200).json();
        log.info("the cancel of {} queued jobs was answered after {} ms", jobs,
                (System.nanoTime() - before) / 1_000_000);

        assertThat(cancelled.path("changed").asInt()).isEqualTo(jobs);
        assertThat(api.call("/v1/jobs?status=queued&batch=" + batch).get().json().path("data")).isEmpty();
    }

    private NewJob job(String batch, String request) {
        return new NewJob(new SubmittedJob(ids.mint("acme"), "acme", "key_1", batch, Lane.BATCH, 5, "small", request,
                false, null, Map.of(), null, null, CachePolicy.NEVER, null, OnAmbiguous.RETRY, null, null,
                new TokenEstimate(100, 100), Instant.now()), new Shard(Lane.BATCH, 3), false);
    }
}
