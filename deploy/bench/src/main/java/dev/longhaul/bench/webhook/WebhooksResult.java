package dev.longhaul.bench.webhook;

import dev.longhaul.bench.measure.Distribution;
import dev.longhaul.bench.report.Figures;
import dev.longhaul.bench.report.Table;
import dev.longhaul.bench.webhook.Deliveries.Phase;
import org.jspecify.annotations.Nullable;

/**
 * What was measured.
 *
 * @param receivers
 *            healthy ones
 * @param alone
 *            without others
 * @param beside
 *            beside one who takes each call and never answers
 * @param full
 *            with as many calls under way as a sender has at most; null when that was not asked for
 */
record WebhooksResult(int receivers, Phase alone, Phase beside, @Nullable Full full) {

    /**
     * The sender with many calls under way.
     *
     * @param wanted
     *            calls to receivers that do not answer
     * @param inFlight
     *            of them at one time, at most
     * @param heapBefore
     *            live heap of the result-store in MiB before them; negative when it cannot be told
     * @param heap
     *            during them
     * @param rss
     *            resident memory in MiB; negative when it cannot be told
     */
    record Full(int wanted, int inFlight, double heapBefore, double heap, double rss) {}

    /** By how much the slowest percent is slower beside the dead one: 0.1 is 10 %. */
    double p99Rise() {
        return beside.delay().p99() / alone.delay().p99() - 1;
    }

    boolean allArrived() {
        return alone.delay().count() == alone.expected() && beside.delay().count() == beside.expected();
    }

    String text() {
        Table table = new Table(receivers + " healthy receivers", "deliveries", "deliveries/s", "p50 ms", "p95 ms",
                "p99 ms", "max ms", "missing");
        for (Phase phase : new Phase[]{alone, beside}) {
            Distribution delay = phase.delay();
            table.row(phase.name(), Figures.whole((double) delay.count()), Figures.whole(phase.perSecond()),
                    Figures.decimal(delay.p50(), 1), Figures.decimal(delay.p95(), 1), Figures.decimal(delay.p99(), 1),
                    Figures.decimal(delay.max(), 1), Figures.whole((double) phase.expected() - delay.count()));
        }
        String text = "Webhooks: from the report of a job's end to the arrival of its event\nresult-store, Kafka, AMQP "
                + "broker and MongoDB-protocol server (in memory) in JVMs of their own\n\n" + table
                + "\np99 beside / alone: " + Figures.decimal(p99Rise() + 1, 2) + " ("
                + Figures.decimal(p99Rise() * 100, 1) + " %)\n";
        return full == null
                ? text
                : text + "\n" + new Table("calls that nobody answers", "under way at once",
                        "live heap before, MiB", "live heap, MiB", "RSS, MiB")
                        .row(Figures.whole((double) full.wanted()), Figures.whole((double) full.inFlight()),
                                Figures.decimal(full.heapBefore(), 1), Figures.decimal(full.heap(), 1),
                                Figures.whole(full.rss()));
    }
}
