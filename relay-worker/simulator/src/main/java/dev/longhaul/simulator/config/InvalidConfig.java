package dev.longhaul.simulator.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used; names every field that is wrong. */
public final class InvalidConfig extends IllegalArgumentException {

    private final List<Problem> problems;

    /**
     * One field and what is wrong with it.
     *
     * @param field
     *            path such as {@code faults[0].match.nth}; empty when the text as a whole cannot be read
     * @param message
     *            what the field must be
     */
    public record Problem(String field, String message) {

        @Override
        public String toString() {
            return field.isEmpty() ? message : field + ": " + message;
        }
    }

    InvalidConfig(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, one entry a field, at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
