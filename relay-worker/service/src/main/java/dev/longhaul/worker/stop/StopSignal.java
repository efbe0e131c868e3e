package dev.longhaul.worker.stop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the work on one job to end early. Threads are not interrupted for it: an interrupt would close the socket that
 * the thread happens to write to. Thread-safe.
 */
public final class StopSignal {

    private final CompletableFuture<Reason> asked = new CompletableFuture<>();
    private final List<Runnable> actions = new ArrayList<>(1);

    /** Asks to stop; the first reason stays. Runs the actions of {@link #whenAsked} on the calling thread. */
    public void ask(Reason reason) {
        List<Runnable> due;
        synchronized (actions) {
            if (!asked.complete(reason)) {
                return;
            }
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    /** Why to stop, or null as long as nobody asked. */
    public @Nullable Reason reason() {
        return asked.getNow(null);
    }

    /** Runs an action once when asked, at once if that was before. */
    public void whenAsked(Runnable action) {
        synchronized (actions) {
            if (!asked.isDone()) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    /**
     * Waits, at most for the given time.
     *
     * @return true when asked to stop, false when the time is over
     */
    public boolean await(Duration atMost) {
        try {
            asked.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a stop is never asked with an exception", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Who wants it to end. */
    public enum Reason {
        /** The job's owner: it ends as cancelled. */
        CANCELLED,
        /** This worker stops: the job goes on elsewhere. */
        WORKER_STOPS
    }
}
