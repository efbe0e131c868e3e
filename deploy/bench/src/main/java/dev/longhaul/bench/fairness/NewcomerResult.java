package dev.longhaul.bench.fairness;

import dev.longhaul.bench.measure.Distribution;
import dev.longhaul.bench.report.Figures;
import dev.longhaul.bench.report.Table;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured.
 *
 * @param load
 *            what was asked
 * @param idle
 *            tenant B alone
 * @param beside
 *            tenant B while tenant A has a backlog waiting
 * @param batchRatio
 *            median time of B's batch beside A in parts of that alone: with equal shares it has half of the slots, so 2
 *            is what it takes when the provider is all that counts
 * @param jain
 *            of the provider calls of both while B's batches had some waiting
 * @param backlog
 *            how A's jobs ended
 */
record NewcomerResult(String load, NewcomerServed idle, NewcomerServed beside, double batchRatio, double jain,
        BacklogEnd backlog) {

    static NewcomerResult of(String load, NewcomerServed idle, NewcomerServed beside, BacklogEnd backlog) {
        return new NewcomerResult(load, idle, beside,
                beside.median(NewcomerBatch::seconds) / idle.median(NewcomerBatch::seconds), beside.jain(), backlog);
    }

    /** Everything was answered rightly, and A had something waiting to the end. */
    boolean isRight() {
        return idle.problems().isEmpty() && beside.problems().isEmpty() && backlog.problems().isEmpty()
                && backlog.cancelled() > 0;
    }

    String text(String platform) {
        StringBuilder text = new StringBuilder("Fairness to a newcomer: ").append(load).append('\n').append(platform)
                .append("\n\n");
        text.append(chats()).append('\n').append(batches());
        text.append("beside / idle: ").append(Figures.decimal(batchRatio, 2))
                .append(" (2: half of the slots for B, as equal shares allow)\n");
        Map<String, Integer> starts = beside.starts();
        if (!starts.isEmpty()) {
            text.append("provider calls while B's batches had some waiting: ").append(starts).append("; Jain's index ")
                    .append(Figures.decimal(jain, 3)).append(", of the worst batch ")
                    .append(Figures.decimal(beside.worstJain(), 3)).append(" (1: all the same)\n");
        }
        text.append(Figures.whole(backlog.cancelled()))
                .append(" jobs of A still waited at the end; they were cancelled in ")
                .append(Figures.decimal(backlog.cancelSeconds(), 1)).append(" s\n");
        complain(text, "tenant B, idle", idle.problems());
        complain(text, "tenant B, beside", beside.problems());
        complain(text, "tenant A", backlog.problems());
        if (backlog.cancelled() == 0) {
            text.append("\nWRONG: nothing of tenant A waited at the end; use a longer --backlog.\n");
        }
        return text.toString();
    }

    private Table chats() {
        Table table = new Table("chat calls of B, ms until the provider had them", "calls", "p50", "p95", "p99", "max");
        Distribution alone = idle.chatStartDelay();
        Distribution busy = beside.chatStartDelay();
        row(table, "on the idle system", alone);
        row(table, "beside A's backlog", busy);
        if (alone != null && busy != null) {
            table.row("difference", "", Figures.decimal(busy.p50() - alone.p50(), 1),
                    Figures.decimal(busy.p95() - alone.p95(), 1), Figures.decimal(busy.p99() - alone.p99(), 1),
                    Figures.decimal(busy.max() - alone.max(), 1));
        }
        return table;
    }

    private static void row(Table table, String name, @Nullable Distribution delay) {
        if (delay == null) {
            table.row(name, "0", "-", "-", "-", "-");
        } else {
            table.row(name, Figures.whole(delay.count()), Figures.decimal(delay.p50(), 1),
                    Figures.decimal(delay.p95(), 1), Figures.decimal(delay.p99(), 1),
                    Figures.decimal(delay.max(), 1));
        }
    }

    private Table batches() {
        Table table = new Table("B's batch, median of " + idle.batches().size(), "seconds", "ms until its first call");
        for (boolean alone : new boolean[]{true, false}) {
            NewcomerServed served = alone ? idle : beside;
            table.row(alone ? "on the idle system" : "beside A's backlog",
                    Figures.decimal(served.median(NewcomerBatch::seconds), 3),
                    Figures.whole(served.median(NewcomerBatch::firstStartMillis)));
        }
        return table;
    }

    private static void complain(StringBuilder text, String who, Map<String, Integer> problems) {
        if (!problems.isEmpty()) {
            text.append("\nWRONG, ").append(who).append(": ").append(Figures.problems(problems)).append('\n');
        }
    }
}
