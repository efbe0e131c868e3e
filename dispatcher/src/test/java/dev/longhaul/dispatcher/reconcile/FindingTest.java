package dev.longhaul.dispatcher.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.dispatcher.reconcile.Reconciler.Finding;
import dev.longhaul.store.job.OpenJob;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingTest {

    @ParameterizedTest(name = "asked for {0}, record has {1} {2}, would be held {3}, suspect {4}: {5}")
    @CsvSource({"1, , 0, true, true, ENDED", "0, , 0, false, false, ENDED", "1, QUEUED, 1, true, true, WAITS",
            "0, QUEUED, 0, false, false, WAITS", "1, DISPATCHED, 2, true, true, MOVED_ON",
            "0, DISPATCHED, 1, true, true, MOVED_ON", "1, DISPATCHED, 1, false, false, IN_THE_QUEUE",
            "1, DISPATCHED, 1, false, true, IN_THE_QUEUE", "1, DISPATCHED, 1, true, false, SUSPECT",
            "1, DISPATCHED, 1, true, true, LOST", "3, RUNNING, 3, true, false, SUSPECT",
            "3, RUNNING, 3, true, true, LOST", "3, RUNNING, 3, false, true, IN_THE_QUEUE"})
    void what_nobody_holds_is_judged_by_the_record_and_twice_before_it_is_lost(int epoch, @Nullable JobState state,
            int recordedEpoch, boolean wouldBeHeld, boolean suspect, Finding finding) {
        OpenJob recorded = state == null
                ? null
                : new OpenJob(new JobId(1, 2, 3), "acme", null, null, null, null, Lane.BATCH, 0, "small",
                        TokenEstimate.NONE,
                        state,
                        recordedEpoch, null, null, false);

        assertThat(Finding.of(epoch, recorded, wouldBeHeld, suspect)).isEqualTo(finding);
    }
}
