package dev.longhaul.api.chat;

import dev.longhaul.api.job.JobCancelling;
import dev.longhaul.api.submit.Draft;
import dev.longhaul.api.wait.JobWatches;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a job whose caller has hung up: if it has not started, and nobody else waits for it, it is cancelled;
 * if it runs, it is paid for already and runs to its end.
 */
public final class HangUps {

    private static final Logger log = LoggerFactory.getLogger(HangUps.class);

    private final JobWatches watches;
    private final JobCancelling cancelling;
    private final Executor executor;

    public HangUps(JobWatches watches, JobCancelling cancelling, Executor executor) {
        this.watches = watches;
        this.cancelling = cancelling;
        this.executor = executor;
    }

    /** To be called when the call no longer watches its job. */
    void clientGone(Draft draft) {
        // a job that an earlier call with the same idempotency key made is that call's, not ours
        if (draft.repeat() || watches.count(draft.id()) > 0) {
            return;
        }
        log.info("job {} of tenant {}: its caller has hung up; it is cancelled unless it has started", draft.id(),
                draft.job().tenant());
        executor.execute(() -> cancelling.cancelUnstarted(draft.id()));
    }
}
