package dev.longhaul.client.cli.batch.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** A line now and then, for logs. */
final class LineView implements ProgressView {

    private final PrintStream err;
    private final Details details = new Details();

    LineView(PrintStream err) {
        this.err = err;
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(5);
    }

    @Override
    public void show(RunStatus status) {
        err.println(String.format(Locale.ROOT, "longhaul: %,d of %,d done (%d %%), %s", status.done(), status.total(),
                status.total() == 0 ? 100 : 100 * status.done() / status.total(),
                details.of(status, System.nanoTime())));
    }

    @Override
    public void close() {
        // the summary follows
    }
}
