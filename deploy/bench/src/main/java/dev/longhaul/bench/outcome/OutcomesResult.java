package dev.longhaul.bench.outcome;

import dev.longhaul.bench.measure.ProcessUse;
import dev.longhaul.bench.report.Figures;
import dev.longhaul.bench.report.Table;
import java.util.List;

/**
 * What was measured.
 *
 * @param bundle
 *            outcomes in a message
 * @param seconds
 *            from the first report until the record had all
 */
record OutcomesResult(int jobs, int bundle, int answerChars, double seconds, List<ProcessUse> processes) {

    double perSecond() {
        return jobs / seconds;
    }

    String text() {
        Table table = new Table("outcomes", "in a message", "answers of", "seconds", "outcomes/s", "CPU s / 1,000");
        table.row(Figures.whole((double) jobs), Figures.whole((double) bundle),
                Figures.whole((double) answerChars) + " characters", Figures.decimal(seconds, 1),
                Figures.whole(perSecond()),
                Figures.decimal(processes.stream().mapToDouble(ProcessUse::cpuSecondsPerThousand).sum(), 3));
        return "Outcomes: from a worker's report until the record has it\nresult-store, Kafka, AMQP broker and "
                + "MongoDB-protocol server (in memory) in JVMs of their own\n\n" + table + "\n"
                + Figures.processes(processes);
    }
}
