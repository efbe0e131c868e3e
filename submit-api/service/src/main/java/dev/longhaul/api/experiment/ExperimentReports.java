package dev.longhaul.api.experiment;

import dev.longhaul.api.http.LongWork;
import dev.longhaul.store.experiment.Experiment;
import dev.longhaul.store.experiment.Mode;
import dev.longhaul.store.job.JobExperiments;
import dev.longhaul.store.job.JobExperiments.ExperimentJob;
import java.util.concurrent.Semaphore;

/**
 * Reports on experiments, read from the record of their jobs, so that whatever ended a job counts. The jobs pass by one
 * after the other and are not kept: what stays of one is two whole numbers, 8 bytes, for the quantiles of times,
 * besides sums. So an experiment of a million jobs takes about 8 MB, and while the numbers grow or are sorted at most
 * three times that; shadows of one prompt come one after the other, so that pairs need no memory either. One report is
 * made at a time. Thread-safe.
 */
public final class ExperimentReports {

    private static final int JOBS_AT_A_TIME = 20;

    private final JobExperiments jobs;
    private final Semaphore turn = new Semaphore(1, true);

    public ExperimentReports(JobExperiments jobs) {
        this.jobs = jobs;
    }

    /** The experiment's jobs as they are now. */
    ReportView of(Experiment experiment) {
        turn.acquireUninterruptibly();
        try {
            Comparison comparison = new Comparison(experiment.design().variants(),
                    experiment.design().mode() == Mode.PAIRED);
            int[] read = {0};
            jobs.scan(experiment.id(), job -> add(comparison, job, read));
            return ReportView.of(experiment, comparison);
        } finally {
            turn.release();
        }
    }

    private static void add(Comparison comparison, ExperimentJob job, int[] read) {
        comparison.add(job);
        if (++read[0] % JOBS_AT_A_TIME == 0) {
            LongWork.giveWay();
        }
    }
}
