package dev.longhaul.dispatcher.dispatch;

import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.dispatcher.fairness.InFlightJob;

/**
 * A job that is recorded as dispatched and is to be sent.
 *
 * @param attempts
 *            how many it has behind it
 */
record Outgoing(InFlightJob entry, SubmittedJob submitted, int attempts) {}
