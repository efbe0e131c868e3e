package dev.longhaul.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class BulkJobsTest {

    private final Workload workload = new Workload("some-model", 100, 10, 7, 0);
    private final FakeJobs platform;
    private final LonghaulClient client;

    BulkJobsTest() throws IOException {
        platform = new FakeJobs(workload);
        client = LonghaulClient.builder().url(platform.url()).apiKey("lh_test").build();
    }

    @AfterEach
    void stop() {
        client.close();
        platform.close();
    }

    private Tally run(int jobs) throws InterruptedException {
        return new BulkJobs(client, workload, Lane.BATCH).run("run", jobs);
    }

    @Test
    void jobs_of_several_chunks_all_come_back_right() throws InterruptedException {
        Map<JobId, Integer> accepted = new ConcurrentHashMap<>();
        Tally tally = new BulkJobs(client, workload, Lane.BATCH, accepted::put).run("run", 2_500);
        assertThat(tally.allRight()).as("%s", tally.problems()).isTrue();
        assertThat(accepted).hasSize(2_500);
        assertThat(accepted.values()).doesNotHaveDuplicates();
    }

    @Test
    void answers_that_are_swapped_are_found() throws InterruptedException {
        ObjectNode[] first = new ObjectNode[1];
        platform.ending = job -> {
            JsonNode own = job.path("response");
            if (first[0] == null) {
                first[0] = job;
            } else {
                job.set("response", first[0].path("response"));
                assertThat(own).isNotEqualTo(job.path("response"));
            }
            return job;
        };
        assertThat(run(30).problems()).isEqualTo(Map.of("an answer to another prompt", 29));
    }

    @Test
    void jobs_that_end_otherwise_are_counted_by_state_and_code() throws InterruptedException {
        platform.ending = job -> {
            job.put("status", "failed").putObject("error").put("code", "provider_refused");
            return job;
        };
        assertThat(run(4).problems()).isEqualTo(Map.of("failed with provider_refused", 4));
    }

    @Test
    void jobs_that_were_submitted_before_are_fetched_and_checked_by_their_ids() throws InterruptedException {
        Map<JobId, Integer> accepted = new ConcurrentHashMap<>();
        BulkJobs jobs = new BulkJobs(client, workload, Lane.BATCH, accepted::put);
        assertThat(jobs.submit("run", 500, 3_000).jobs()).isEqualTo(2_500);
        assertThat(accepted.values()).hasSize(2_500).doesNotHaveDuplicates().allMatch(index -> index >= 500);

        Tally ends = jobs.fetch("run", accepted);
        assertThat(ends.jobs()).isEqualTo(2_500);
        assertThat(ends.allRight()).as("%s", ends.problems()).isTrue();
        assertThat(new BulkJobs(client, workload, Lane.BATCH).fetch("other prompts", accepted).problems())
                .isEqualTo(Map.of("an answer to another prompt", 2_500));
    }

    @Test
    void refused_lines_are_counted_and_the_others_still_fetched() throws InterruptedException {
        platform.refusedEvery = 10;
        assertThat(run(100).problems()).isEqualTo(Map.of("refused with 400", 10));
    }
}
