package dev.longhaul.worker.openai;

import dev.longhaul.contract.message.Usage;
import org.jspecify.annotations.Nullable;

/** What a body with status 200 turned out to be. */
sealed interface Reading {

    /** A whole chat completion. */
    record Completion(@Nullable Usage usage) implements Reading {}

    /** An error that a gateway dressed as a success. */
    record DressedError() implements Reading {}

    /** Neither, or cut off. */
    record Garbage(String reason) implements Reading {}
}
