package dev.longhaul.bench.fairness;

import java.time.Instant;

/**
 * A provider call that was begun.
 *
 * @param party
 *            for whom: a tenant or a lane
 * @param at
 *            when the provider had the request
 */
record Start(String party, Instant at) {}
