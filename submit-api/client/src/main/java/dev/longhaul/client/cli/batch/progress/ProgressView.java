package dev.longhaul.client.cli.batch.progress;

import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Shows how a run goes. Used by one thread. */
public interface ProgressView extends AutoCloseable {

    /** Of a terminal whose width is not known. */
    int USUAL_WIDTH = 80;

    /** How often {@link #show} wants to be called. */
    Duration interval();

    void show(RunStatus status);

    @Override
    void close();

    /**
     * The view for a stream.
     *
     * @param columns
     *            the width of the terminal; 0 when the stream is none
     * @param wanted
     *            true for a bar, false for nothing, null for a bar on a terminal and a line now and then elsewhere
     */
    static ProgressView on(PrintStream err, int columns, @Nullable Boolean wanted) {
        if (wanted == null) {
            return columns > 0 ? new BarView(err, columns) : new LineView(err);
        }
        return wanted ? new BarView(err, columns > 0 ? columns : USUAL_WIDTH) : new NoView();
    }
}
