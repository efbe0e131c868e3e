package dev.longhaul.resultstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.SubmittedJob;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {

    @Test
    void a_job_past_its_time_is_deleted_and_an_open_one_stays() throws Exception {
        try (Workplace work = Workplace.shared()) {
            work.service("--longhaul.store.retention=2s", "--longhaul.result-store.sweep-every=300ms");
            SubmittedJob ended = work.dispatched();
            SubmittedJob open = work.dispatched();
            work.say(Workplace.results(List.of(), List.of(Workplace.succeeded(ended))));
            work.await(ended, JobState.SUCCEEDED);

            await().atMost(Workplace.A_WHILE).until(() -> work.store().queries().find(ended.id()).isEmpty());
            assertThat(work.job(open).state()).isEqualTo(JobState.DISPATCHED);
        }
    }
}
