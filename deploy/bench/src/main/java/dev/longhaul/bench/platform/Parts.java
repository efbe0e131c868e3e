package dev.longhaul.bench.platform;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** What has been started so far: closed in the reverse order, also when the start of a later part fails or is cut. */
final class Parts implements AutoCloseable {

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Thread atExit = new Thread(this::closeAll, "stop what was started");

    /** Ctrl-C ends the JVM without unwinding its threads, so the parts are closed at its exit too. */
    Parts() {
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    synchronized <T extends AutoCloseable> T add(T part) {
        started.push(part);
        return part;
    }

    private synchronized void closeAll() {
        List<AutoCloseable> last = List.copyOf(started);
        started.clear();
        close(last);
    }

    @Override
    public void close() {
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the JVM ends: the hook runs and finds nothing left to close
            return;
        }
    }

    static void close(Collection<AutoCloseable> parts) {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                // the others must stop too
                System.err.println("bench: " + part + " did not stop cleanly: " + e);
            }
        }
    }
}
