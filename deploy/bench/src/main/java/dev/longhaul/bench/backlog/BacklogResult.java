package dev.longhaul.bench.backlog;

import dev.longhaul.bench.measure.MemoryUse;
import dev.longhaul.bench.report.Figures;
import dev.longhaul.bench.report.Table;
import java.util.List;

/**
 * What was measured.
 *
 * @param load
 *            what was asked
 * @param scheduler
 *            alone
 * @param platform
 *            empty when only the scheduler was asked for
 */
record BacklogResult(String load, List<SchedulerStep> scheduler, List<PlatformStep> platform) {

    boolean isRight() {
        return platform.stream().allMatch(step -> step.tally().allRight());
    }

    String text(String setup) {
        StringBuilder text = new StringBuilder("Backlog: ").append(load).append('\n').append(setup).append("\n\n")
                .append(schedulerTable());
        if (!platform.isEmpty()) {
            text.append('\n').append(platformTable());
        }
        for (PlatformStep step : platform) {
            if (!step.tally().allRight()) {
                text.append("\nWRONG, with ").append(Figures.whole((double) step.waiting())).append(" waiting: ")
                        .append(Figures.problems(step.tally().problems())).append('\n');
            }
        }
        return text.toString();
    }

    private Table schedulerTable() {
        Table table = new Table("the scheduler alone, " + SchedulerAlone.TENANTS + " tenants; waiting", "µs a job",
                "µs a job, all but one tenant held", "bytes of heap a waiting job");
        for (SchedulerStep step : scheduler) {
            table.row(Figures.whole(step.waiting()), Figures.decimal(step.microsAJob(), 2),
                    Figures.decimal(step.microsAJobBesideHeld(), 2),
                    Figures.whole(step.bytesAWaitingJob()));
        }
        return table;
    }

    private Table platformTable() {
        Table table = new Table("the platform; waiting", "jobs/s", "of the first", "CPU s / 1,000 jobs",
                "dispatcher's", "its live heap, MiB", "its RSS, MiB");
        for (PlatformStep step : platform) {
            Double heap = step.dispatcherHeap();
            MemoryUse memory = step.dispatcher().memory();
            table.row(Figures.whole((double) step.waiting()), Figures.whole(step.jobsPerSecond()),
                    Figures.decimal(step.jobsPerSecond() / platform.getFirst().jobsPerSecond(), 2),
                    Figures.decimal(step.cpuSecondsPerThousand(), 3),
                    Figures.decimal(step.dispatcher().cpuSecondsPerThousand(), 3),
                    heap == null ? "-" : Figures.whole(heap), memory == null ? "-" : Figures.whole(memory.now()));
        }
        return table;
    }
}
