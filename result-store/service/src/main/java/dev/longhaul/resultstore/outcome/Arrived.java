package dev.longhaul.resultstore.outcome;

import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.link.Delivery;

/**
 * A message of the workers that is to be acknowledged when the record has what it says.
 *
 * @param since
 *            when it came, by {@link System#nanoTime}
 */
record Arrived(ResultMessage message, Delivery delivery, long since) {

    /** How much there is to write, at least 1. */
    int entries() {
        return switch (message) {
            case ResultMessage.Results results -> 1 + results.outcomes().size();
            case ResultMessage.VerdictRequest question -> 1;
            case ResultMessage.HeldAnswer answer -> 1;
            case ResultMessage.KeyQuestion question -> 1;
        };
    }
}
