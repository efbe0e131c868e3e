package dev.longhaul.resultstore.outcome;

import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.link.Delivery;

/** A message of the workers that is to be acknowledged when the record has what it says. */
record Arrived(ResultMessage message, Delivery delivery) {}
