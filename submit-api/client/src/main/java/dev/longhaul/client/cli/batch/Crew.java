package dev.longhaul.client.cli.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The threads of a run: what stops one of them ends the run. Closing interrupts them and waits for their end. */
final class Crew implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final RunEnd end;

    Crew(RunEnd end) {
        this.end = end;
    }

    /** Work that may wait and may write files. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    void start(Work work) {
        var unused = CompletableFuture.runAsync(() -> checked(work), threads).whenComplete((nothing, failure) -> {
            if (failure != null) {
                end.fail(failure);
            }
        });
    }

    private static void checked(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            // only closing interrupts, and then the end is known already
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
