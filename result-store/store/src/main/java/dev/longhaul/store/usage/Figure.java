package dev.longhaul.store.usage;

import dev.longhaul.contract.message.Usage;

/**
 * A sum of calls.
 *
 * @param count
 *            how many; below zero in a correction
 * @param usage
 *            their tokens, as far as they are known
 * @param nanoDollars
 *            their cost in billionths of a US dollar, as far as it is known
 */
public record Figure(long count, Usage usage, long nanoDollars) {

    public static final Figure NOTHING = new Figure(0, Usage.NONE, 0);

    public Figure plus(Figure other) {
        return new Figure(count + other.count, usage.plus(other.usage), nanoDollars + other.nanoDollars);
    }

    boolean isNothing() {
        return equals(NOTHING);
    }
}
