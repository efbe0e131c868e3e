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
 * @param equal
 *            whether the parties are to get the same, as tenants are; lanes are not
 * @param contention
 *            null when the parties never had something waiting at the same time
 * @param chatStartDelay
 *            milliseconds from the acceptance of a chat call to its provider call; null when there was none
 * @param problems
 *            jobs and calls without the right answer, by reason
 */
record FairnessResult(String load, boolean equal, @Nullable Contention contention,
        @Nullable Distribution chatStartDelay,
        Map<String, Integer> problems) {

    boolean isRight() {
        return problems.isEmpty() && contention != null;
    }

    String text(String platform) {
        StringBuilder text = new StringBuilder("Fairness: ").append(load).append('\n').append(platform).append("\n\n");
        if (contention == null) {
            text.append("The parties never had something waiting at the same time: use a longer --backlog.\n");
        } else {
            shares(text, contention);
        }
        if (chatStartDelay != null) {
            text.append('\n').append(new Table("chat calls meanwhile, ms until the provider had them", "calls", "p50",
                    "p95", "p99", "max").row("", Figures.whole(chatStartDelay.count()),
                            Figures.decimal(chatStartDelay.p50(), 0), Figures.decimal(chatStartDelay.p95(), 0),
                            Figures.decimal(chatStartDelay.p99(), 0), Figures.decimal(chatStartDelay.max(), 0)));
        }
        if (!problems.isEmpty()) {
            text.append("\nWRONG: ").append(Figures.problems(problems)).append('\n');
        }
        return text.toString();
    }

    private void shares(StringBuilder text, Contention contended) {
        int all = contended.starts().values().stream().mapToInt(Integer::intValue).sum();
        Table table = new Table("while all waited, " + Figures.decimal(contended.seconds(), 1) + " s", "starts",
                "share, %");
        contended.starts().forEach((party, starts) -> table.row(party, Figures.whole(starts),
                Figures.decimal(100.0 * starts / all, 1)));
        text.append(table);
        if (equal) {
            text.append("Jain's index: ").append(Figures.decimal(contended.jain(), 3)).append(", in the worst second ")
                    .append(Figures.decimal(contended.worstSecond(), 3)).append(" (1: all the same)\n");
        }
    }
}
