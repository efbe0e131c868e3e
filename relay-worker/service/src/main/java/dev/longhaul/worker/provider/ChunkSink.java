package dev.longhaul.worker.provider;

import java.util.List;

/** Takes the pieces of a streamed answer as they come. */
@FunctionalInterface
public interface ChunkSink {

    /**
     * @param chunks
     *            OpenAI {@code chat.completion.chunk} objects as JSON text, in order; all that have come meanwhile
     */
    void accept(List<String> chunks);
}
