package dev.longhaul.bench.latency;

import dev.longhaul.bench.load.Tally;
import dev.longhaul.bench.measure.Distribution;
import dev.longhaul.bench.report.Figures;
import dev.longhaul.bench.report.Table;
import org.jspecify.annotations.Nullable;

/**
 * What was measured.
 *
 * @param load
 *            what was asked
 * @param direct
 *            calls straight to the provider, at the same rate
 * @param alone
 *            calls to the platform that has nothing else to do
 * @param duringBatch
 *            calls to the platform while a batch runs; null when none was wanted
 * @param batch
 *            that batch
 */
record LatencyResult(String load, Added direct, Added alone, @Nullable Added duringBatch, @Nullable Tally batch) {

    boolean isRight() {
        return direct.isRight() && alone.isRight() && (duringBatch == null || duringBatch.isRight())
                && (batch == null || batch.allRight());
    }

    String text(String platform) {
        Table table = new Table("added to the provider's own time, ms", "calls", "p50", "p95", "p99", "max",
                "not right");
        row(table, "direct", direct);
        row(table, "platform, alone", alone);
        if (duringBatch != null && batch != null) {
            row(table, "platform, while " + Figures.whole(batch.jobs()) + " batch jobs run at "
                    + Figures.whole(batch.perSecond()) + "/s", duringBatch);
        }
        StringBuilder text = new StringBuilder("Latency: ").append(load).append('\n').append(platform).append("\n\n")
                .append(table);
        complain(text, "direct", direct);
        complain(text, "alone", alone);
        if (duringBatch != null) {
            complain(text, "during the batch", duringBatch);
        }
        if (batch != null && !batch.allRight()) {
            text.append("\nWRONG, the batch: ").append(Figures.problems(batch.problems())).append('\n');
        }
        return text.toString();
    }

    private static void row(Table table, String name, Added added) {
        Distribution times = added.milliseconds();
        int wrong = added.problems().values().stream().mapToInt(Integer::intValue).sum();
        if (times == null) {
            table.row(name, "0", "-", "-", "-", "-", Figures.whole(wrong));
        } else {
            table.row(name, Figures.whole(times.count()), Figures.decimal(times.p50(), 1),
                    Figures.decimal(times.p95(), 1), Figures.decimal(times.p99(), 1), Figures.decimal(times.max(), 1),
                    Figures.whole(wrong));
        }
    }

    private static void complain(StringBuilder text, String name, Added added) {
        if (!added.isRight()) {
            text.append("\nWRONG, ").append(name).append(": ").append(Figures.problems(added.problems())).append('\n');
        }
    }
}
