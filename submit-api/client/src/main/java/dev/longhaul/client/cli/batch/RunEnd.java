package dev.longhaul.client.cli.batch;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How a run ends: the first to say so decides. Thread-safe. */
final class RunEnd {

    /** The ends that are not failures. */
    enum Kind {
        COMPLETED, STOPPED
    }

    private final CompletableFuture<Kind> end = new CompletableFuture<>();

    void complete() {
        end.complete(Kind.COMPLETED);
    }

    void stop() {
        end.complete(Kind.STOPPED);
    }

    void fail(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        end.completeExceptionally(cause);
    }

    /**
     * Waits at most so long for the end; empty when it has not come.
     *
     * @throws ExecutionException
     *             with what made the run fail
     */
    Optional<Kind> await(Duration time) throws InterruptedException, ExecutionException {
        try {
            return Optional.of(end.get(time.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }
}
