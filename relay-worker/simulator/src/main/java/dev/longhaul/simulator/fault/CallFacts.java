package dev.longhaul.simulator.fault;

import dev.longhaul.simulator.config.Provider;

/**
 * What a fault may depend on.
 *
 * @param provider
 *            in whose format the call came
 * @param model
 *            the model asked for
 * @param key
 *            the API key
 * @param stream
 *            whether a stream is asked for
 * @param question
 *            the last user text
 * @param jobCalls
 *            calls of this job so far, this one included; 0: it belongs to no counted job
 * @param promptCalls
 *            calls with this question so far, this one included; 0: not counted
 */
public record CallFacts(Provider provider, String model, String key, boolean stream, String question, int jobCalls,
        int promptCalls) {}
