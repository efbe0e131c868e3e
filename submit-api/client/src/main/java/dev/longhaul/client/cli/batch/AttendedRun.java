package dev.longhaul.client.cli.batch;

import dev.longhaul.client.LonghaulClientBuilder;
import dev.longhaul.client.cli.batch.ledger.Ledger;
import dev.longhaul.client.cli.batch.progress.ProgressView;
import dev.longhaul.client.cli.session.ExitCode;
import dev.longhaul.client.cli.session.Failures;
import dev.longhaul.client.cli.session.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** A run as its user sees it: progress, Ctrl-C, summary, exit code. One use. */
final class AttendedRun {

    private final Session session;
    private final BatchRun run;
    private final Ledger ledger;
    private final Path output;
    private final long start = System.nanoTime();

    AttendedRun(Session session, BatchRun run, Ledger ledger, Path output) {
        this.session = session;
        this.run = run;
        this.ledger = ledger;
        this.output = output;
    }

    /**
     * Runs to the end.
     *
     * @param ordered
     *            whether the results are put into order behind the last of them
     * @return the exit code
     */
    int attend(LonghaulClientBuilder client, ProgressView view, boolean ordered) throws IOException {
        session.err().println("longhaul: on the platform the jobs are batch " + ledger.batch());
        StopAtShutdown shutdown = new StopAtShutdown(run::stop);
        try {
            return supervised(client, view, ordered);
        } finally {
            shutdown.release();
        }
    }

    private int supervised(LonghaulClientBuilder client, ProgressView view, boolean ordered) throws IOException {
        try {
            if (run.run(client, view) == RunEnd.Kind.COMPLETED) {
                return completed(ordered);
            }
            return interrupted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return interrupted();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof Exception cause)) {
                throw new IllegalStateException("a thread of the run died", e);
            }
            int exitCode = Failures.report(cause, session);
            summarize("stopped");
            advise();
            return exitCode;
        }
    }

    private int completed(boolean ordered) throws IOException {
        if (ordered) {
            ledger.order();
        }
        if (run.isWhole()) {
            ledger.complete();
        }
        summarize("completed");
        return ledger.tally().failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.SUCCEEDED;
    }

    private int interrupted() {
        summarize("interrupted");
        advise();
        return ExitCode.INTERRUPTED;
    }

    private void summarize(String end) {
        Summary summary = new Summary(ledger.run(), ledger.batch(), output, end, run.status(),
                Duration.ofNanos(System.nanoTime() - start));
        if (session.json()) {
            session.print(summary.json());
        } else {
            summary.print(session.out());
        }
    }

    private void advise() {
        session.err().println("longhaul: run the same command again to go on from here. What was submitted goes on on"
                + " the platform, and nothing is paid twice.");
    }
}
