package dev.longhaul.worker.chat;

/** Whether the model must, may or must not call a tool. */
public sealed interface ToolChoice {

    /** As the model likes. */
    record Auto() implements ToolChoice {}

    /** No tool. */
    record None() implements ToolChoice {}

    /** Some tool. */
    record Required() implements ToolChoice {}

    /** This function. */
    record Function(String name) implements ToolChoice {}
}
