package dev.longhaul.client.cli.batch.progress;

import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar that overwrites itself. */
final class BarView implements ProgressView {

    private static final int REFRESH_MILLIS = 250;

    private final PrintStream err;
    private final int columns;
    private final Details details = new Details();
    private @Nullable ProgressBar bar;

    BarView(PrintStream err, int columns) {
        this.err = err;
        this.columns = columns;
    }

    @Override
    public Duration interval() {
        return Duration.ofMillis(REFRESH_MILLIS);
    }

    @Override
    public void show(RunStatus status) {
        if (bar == null) {
            bar = begin(status);
        }
        bar.setExtraMessage(details.of(status, System.nanoTime()));
        bar.stepTo(status.done());
    }

    /** With a consumer of its own: the library's looks for the terminal by native code. */
    private ProgressBar begin(RunStatus status) {
        return new ProgressBarBuilder().setTaskName("").setInitialMax(status.total())
                .startsFrom(status.doneBefore(), Duration.ZERO).setUpdateIntervalMillis(REFRESH_MILLIS).hideEta()
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new DelegatingProgressBarConsumer(line -> err.print("\r" + line), columns)).build();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            err.println();
        }
    }
}
