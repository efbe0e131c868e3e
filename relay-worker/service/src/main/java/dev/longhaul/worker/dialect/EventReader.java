package dev.longhaul.worker.dialect;

import dev.longhaul.worker.provider.AttemptResult;
import java.util.List;

/** Turns the events of one streamed answer into OpenAI's chunks. Not thread-safe. */
public interface EventReader {

    /**
     * @param data
     *            of one server-sent event
     */
    Step read(String data);

    /** What an event says. */
    sealed interface Step {

        /** Nothing for the caller. */
        Step NOTHING = new Said(List.of(), false);
        /** The answer is over. */
        Step LAST = new Said(List.of(), true);

        /**
         * @param chunks
         *            in order
         * @param last
         *            whether the answer is over, whatever may still come
         */
        record Said(List<Chunk> chunks, boolean last) implements Step {

            public Said {
                chunks = List.copyOf(chunks);
            }
        }

        /** An error, as its kind is before any part of the answer has come. */
        record Failed(AttemptResult.Faulted error) implements Step {}

        /** Not of this dialect. */
        record Garbage(String reason) implements Step {}
    }
}
