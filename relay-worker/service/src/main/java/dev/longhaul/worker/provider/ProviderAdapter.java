package dev.longhaul.worker.provider;

import dev.longhaul.worker.stop.StopSignal;

/** Speaks one provider's dialect. Thread-safe. */
public interface ProviderAdapter {

    /**
     * Makes one call and waits for its end; no exception leaves it for what the provider or the network does.
     *
     * @param key
     *            one of the provider's
     * @param pieces
     *            gets the pieces of a streamed answer on the calling thread
     * @param stop
     *            ends the call early
     */
    AttemptResult call(ProviderCall call, ProviderKey key, ChunkSink pieces, StopSignal stop);
}
