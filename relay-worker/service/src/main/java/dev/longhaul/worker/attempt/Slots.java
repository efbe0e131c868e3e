package dev.longhaul.worker.attempt;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.worker.held.HeldJob;
import dev.longhaul.worker.lane.LaneLines;

/** The worker's slots: each runs one job at a time, on a virtual thread of its own. Thread-safe. */
public final class Slots {

    private final JobRunner runner;
    private final LaneLines<HeldJob> lines;

    /**
     * @param slots
     *            calls at a time
     * @param reserve
     *            of these, kept for interactive jobs
     */
    public Slots(int slots, int reserve, JobRunner runner) {
        this.runner = runner;
        // a job whose delivery the broker took back waits on until it is forgotten or delivered again
        this.lines = new LaneLines<>(slots, reserve, job -> job.isLive() && job.start(), this::begin);
    }

    /** Lets a job wait for a slot until it is withdrawn; it may begin at once. */
    public void add(HeldJob job) {
        job.whenWithdrawn(lines.add(job.job().lane(), job)::leave);
    }

    private void begin(HeldJob job) {
        Lane lane = job.job().lane();
        Thread.ofVirtual().name("job-" + job.job().id())
                .start(() -> runner.run(job, () -> lines.release(lane)));
    }

    /** Begins nothing any more. */
    public void close() {
        lines.close();
    }

    public LaneLines<HeldJob> lines() {
        return lines;
    }
}
