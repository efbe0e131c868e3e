package dev.longhaul.worker.provider;

import dev.longhaul.worker.limit.RateStatus;
import java.util.List;

/** Takes what comes of a call while it is made: the pieces of a streamed answer, and what is said of limits. */
@FunctionalInterface
public interface ChunkSink {

    /**
     * @param chunks
     *            OpenAI {@code chat.completion.chunk} objects as JSON text, in order; all that have come meanwhile
     */
    void accept(List<String> chunks);

    /** What the answer says of the limits of its key and model. On any thread, and quick. */
    default void limits(RateStatus status) {
        // not everybody wants to know
    }
}
