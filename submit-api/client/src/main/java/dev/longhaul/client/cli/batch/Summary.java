package dev.longhaul.client.cli.batch;

import dev.longhaul.client.cli.batch.ledger.Tally;
import dev.longhaul.client.cli.batch.progress.Figures;
import dev.longhaul.client.cli.batch.progress.RunStatus;
import dev.longhaul.client.cli.session.Session;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run came to.
 *
 * @param run
 *            its name
 * @param batch
 *            what the platform calls its jobs as a set
 * @param output
 *            where the results are
 * @param end
 *            {@code completed}, {@code interrupted} or {@code stopped}
 * @param status
 *            at the end
 * @param wall
 *            how long this process was at it
 */
record Summary(String run, String batch, Path output, String end, RunStatus status, Duration wall) {

    ObjectNode json() {
        Tally tally = status.tally();
        long fetched = status.done() - status.doneBefore();
        return Session.MAPPER.createObjectNode().put("object", "batch_run").put("run", run).put("batch", batch)
                .put("end", end)
                .put("output", output.toString()).put("lines", status.total()).put("done", status.done())
                .put("succeeded", tally.succeeded()).put("failed", tally.failed())
                .put("possibly_billed", tally.possiblyBilled()).put("prompt_tokens", tally.tokens().prompt())
                .put("completion_tokens", tally.tokens().completion()).put("done_before", status.doneBefore())
                .put("submitted", status.submitted()).put("wall_seconds", wall.toMillis() / 1e3)
                .put("jobs_per_second", Math.round(perSecond(fetched) * 100) / 100.0);
    }

    private double perSecond(long results) {
        return results * 1e9 / Math.max(1, wall.toNanos());
    }

    void print(PrintStream out) {
        Tally tally = status.tally();
        long fetched = status.done() - status.doneBefore();
        out.println(Figures.count(status.done()) + " of " + Figures.count(status.total()) + " lines done: "
                + Figures.count(tally.succeeded()) + " succeeded, " + Figures.count(tally.failed()) + " failed"
                + (tally.possiblyBilled() > 0
                        ? ", " + Figures.count(tally.possiblyBilled()) + " possibly billed without an answer"
                        : ""));
        out.println("tokens:  " + Figures.count(tally.tokens().prompt()) + " in, "
                + Figures.count(tally.tokens().completion()) + " out");
        out.println("time:    " + Figures.time(wall) + ", " + Figures.rate(perSecond(fetched)) + " jobs/s"
                + (status.doneBefore() > 0 ? " (" + Figures.count(status.doneBefore()) + " were done before)" : ""));
        out.println("results: " + output);
        if (tally.failed() > 0) {
            out.println("Failed lines say why in the file; --retry-failed submits them again.");
        }
    }
}
