package dev.longhaul.dispatcher.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.message.PlaceInquiry;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.dispatcher.pool.StickyBucket;
import dev.longhaul.store.job.OpenJob;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WaitingJobTest {

    private static final JobId ID = new JobId(1, 2, 3);

    @Test
    void a_job_is_in_the_same_bucket_whether_it_comes_new_or_from_the_record_or_is_asked_about() {
        SubmittedJob submitted = new SubmittedJob(ID, "acme", null, null, Lane.BATCH, 0, "split", "{}", false, "row-17",
                Map.of(), null, null, CachePolicy.NEVER, null, OnAmbiguous.RETRY, null, null, TokenEstimate.NONE,
                Instant.EPOCH);
        OpenJob recorded = new OpenJob(ID, "acme", null, null, "row-17", null, Lane.BATCH, 0, "split",
                TokenEstimate.NONE,
                JobState.QUEUED, 0, null, null, false);
        PlaceInquiry asked = new PlaceInquiry("question", "api", ID, "acme", null, "row-17", Lane.BATCH, "split", 0);

        int bucket = StickyBucket.of(ID, "acme", "row-17");
        assertThat(WaitingJob.of(submitted, WaitingJobs.BATCH).bucket()).isEqualTo(bucket).isNotEqualTo(2);
        assertThat(WaitingJob.of(recorded, WaitingJobs.BATCH).bucket()).isEqualTo(bucket);
        assertThat(WaitingJob.of(asked).bucket()).isEqualTo(bucket);
        assertThat(WaitingJob.of(recorded, WaitingJobs.BATCH).waitingUntil(Instant.EPOCH).withPriority(3).bucket())
                .isEqualTo(bucket);
    }

    @Test
    void a_job_without_a_name_goes_by_its_id() {
        assertThat(
                WaitingJob.of(new PlaceInquiry("question", "api", ID, "acme", null, null, Lane.BATCH, "split", 0))
                        .bucket())
                .isEqualTo(StickyBucket.of(ID, "acme", null));
    }
}
