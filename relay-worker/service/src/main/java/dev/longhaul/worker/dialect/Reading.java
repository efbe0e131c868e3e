package dev.longhaul.worker.dialect;

import dev.longhaul.contract.message.Usage;
import dev.longhaul.worker.provider.AttemptResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a body with status 2xx turned out to be. */
public sealed interface Reading {

    /**
     * A whole chat completion in OpenAI's form.
     *
     * @param usage
     *            null when the provider did not say
     */
    record Completion(String response, @Nullable Usage usage) implements Reading {}

    /** An error that was dressed as a success. */
    record DressedError(AttemptResult.Faulted error) implements Reading {}

    /** Neither, or cut off. */
    record Garbage(String reason) implements Reading {}

    /** The chat completion that chunks add up to; garbage when it is not whole. */
    static Reading of(List<Chunk> chunks) {
        CompletionAssembler assembler = new CompletionAssembler();
        chunks.forEach(chunk -> assembler.add(chunk.json()));
        return assembler.isComplete()
                ? new Completion(assembler.completion(), assembler.usage())
                : new Garbage("the answer does not say why it ended");
    }
}
