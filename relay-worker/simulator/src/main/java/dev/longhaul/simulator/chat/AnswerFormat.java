package dev.longhaul.simulator.chat;

/** What the text of an answer must look like. */
public sealed interface AnswerFormat {

    /** Plain words. */
    record Words() implements AnswerFormat {}

    /** Any JSON object. */
    record AnyJson() implements AnswerFormat {}

    /**
     * JSON that is an instance of a schema.
     *
     * @param schema
     *            the JSON Schema
     */
    record JsonOf(RawJson schema) implements AnswerFormat {}
}
