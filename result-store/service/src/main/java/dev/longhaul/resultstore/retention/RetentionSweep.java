package dev.longhaul.resultstore.retention;

import dev.longhaul.resultstore.timer.Recurring;
import dev.longhaul.store.job.JobRetention;
import java.time.Duration;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what is past its time, a little at a time, where the server does not do it by its TTL indexes. */
public final class RetentionSweep extends Recurring {

    private static final Logger log = LoggerFactory.getLogger(RetentionSweep.class);
    private static final int AT_A_TIME = 500;

    private final JobRetention jobs;
    private final List<IntUnaryOperator> others;

    /**
     * @param others
     *            each deletes at most so many of something else that is past its time, and says how many it has deleted
     */
    public RetentionSweep(JobRetention jobs, List<IntUnaryOperator> others, Duration every) {
        super("the retention sweep", every, every);
        this.jobs = jobs;
        this.others = List.copyOf(others);
    }

    /** Deletes all that is past its time now; returns how many jobs. */
    public int sweep() {
        int deleted = 0;
        int last;
        do {
            last = jobs.sweep(AT_A_TIME);
            deleted += last;
        } while (last == AT_A_TIME);
        for (IntUnaryOperator other : others) {
            while (other.applyAsInt(AT_A_TIME) == AT_A_TIME) {
                log.debug("more is past its time");
            }
        }
        if (deleted > 0) {
            log.info("deleted {} jobs past their retention", deleted);
        }
        return deleted;
    }

    @Override
    protected void turn() {
        sweep();
    }
}
