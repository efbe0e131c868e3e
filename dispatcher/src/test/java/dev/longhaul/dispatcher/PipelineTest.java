package dev.longhaul.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.dispatcher.platform.Jobs;
import dev.longhaul.dispatcher.platform.Platform;
import dev.longhaul.dispatcher.platform.Servers;
import dev.longhaul.dispatcher.platform.TestWorker;
import dev.longhaul.store.job.JobRecord;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Jobs on their way from the log to their end in the record, with the result-store beside the dispatcher. */
class PipelineTest {

    static Platform platform;

    @BeforeAll
    static void start() {
        platform = new Platform(Servers.shared());
        platform.purge();
        platform.resultStore();
        platform.dispatcher();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void a_job_of_each_lane_goes_to_a_worker_and_ends_with_its_answer() {
        List<SubmittedJob> jobs = Arrays.stream(Lane.values()).map(lane -> Jobs.of("acme").lane(lane).one()).toList();
        try (TestWorker worker = platform.worker(TestWorker.Settings.quick())) {
            platform.submit(jobs);

            for (SubmittedJob job : jobs) {
                platform.await(job, JobState.SUCCEEDED);
                JobRecord record = platform.job(job.id());
                assertThat(record.progress().epoch()).isEqualTo(1);
                assertThat(record.ending()).extracting(JobRecord.Ending::response)
                        .isEqualTo("{\"id\":\"" + job.id() + "\"}");
            }
            assertThat(worker.handed()).extracting(TestWorker.Handed::id)
                    .containsExactlyInAnyOrderElementsOf(jobs.stream().map(SubmittedJob::id).toList());
        }
    }
}
