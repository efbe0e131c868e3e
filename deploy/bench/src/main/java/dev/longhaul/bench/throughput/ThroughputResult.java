package dev.longhaul.bench.throughput;

import dev.longhaul.bench.report.Figures;
import dev.longhaul.bench.report.Table;
import java.util.List;

/**
 * What was measured.
 *
 * @param load
 *            what was asked
 * @param sharing
 *            whether the platform may share answers
 * @param median
 *            the run that the table shows
 */
record ThroughputResult(String load, boolean sharing, double ratio, Run median, List<Run> runs) {

    static ThroughputResult of(String load, boolean sharing, List<Run> runs) {
        Run median = Run.median(runs);
        return new ThroughputResult(load, sharing, median.ratio(), median, runs);
    }

    boolean isRight() {
        return runs.stream().allMatch(run -> run.direct().isRight() && isRight(run.platform()));
    }

    private boolean isRight(Side platform) {
        return sharing ? platform.isRightWithSharing() : platform.isRight();
    }

    String text(String platform) {
        Table table = new Table("", "jobs/s", "seconds", "CPU s / 1,000 jobs", "provider calls", "not right");
        side(table, "direct calls, nothing durable", median.direct());
        side(table, "platform, end to end", median.platform());
        table.row("platform / direct", Figures.decimal(ratio, 2), "",
                Figures.decimal(median.platform().cpuSecondsPerThousand() / median.direct().cpuSecondsPerThousand(),
                        1),
                "", "");
        StringBuilder text = new StringBuilder("Throughput: ").append(load).append('\n').append(platform).append('\n');
        if (runs.size() > 1) {
            text.append("median of ").append(runs.size()).append(" runs by the platform's jobs/s: ")
                    .append(String.join(", ",
                            runs.stream().map(run -> Figures.whole(run.platform().jobsPerSecond())).toList()))
                    .append('\n');
        }
        text.append('\n').append(table).append('\n');
        if (sharing) {
            text.append("answered without a call of their own: ")
                    .append(Figures.decimal(100 * median.platform().shared(), 1)).append(" % of the jobs\n\n");
        }
        text.append(Figures.processes(median.platform().processes()));
        for (Run run : runs) {
            complain(text, "direct", run.direct(), run.direct().isRight());
            complain(text, "platform", run.platform(), isRight(run.platform()));
        }
        return text.toString();
    }

    private static void side(Table table, String name, Side side) {
        int wrong = side.tally().problems().values().stream().mapToInt(Integer::intValue).sum();
        table.row(name, Figures.whole(side.jobsPerSecond()), Figures.decimal(side.tally().seconds(), 1),
                Figures.decimal(side.cpuSecondsPerThousand(), 3), Figures.whole((double) side.providerCalls()),
                Figures.whole(wrong));
    }

    private static void complain(StringBuilder text, String name, Side side, boolean right) {
        if (!right) {
            text.append("\nWRONG, ").append(name).append(": ").append(Figures.problems(side.tally().problems()))
                    .append("; ").append(side.providerCalls()).append(" provider calls for ")
                    .append(side.tally().jobs()).append(" jobs\n");
        }
    }
}
