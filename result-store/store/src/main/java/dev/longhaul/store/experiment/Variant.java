package dev.longhaul.store.experiment;

import org.jspecify.annotations.Nullable;

/**
 * One of the ways of answering that an experiment compares.
 *
 * @param name
 *            unique within its experiment
 * @param model
 *            the catalogue's name of the model that is asked, at one provider or at all of its route
 * @param parameters
 *            a JSON object whose fields take the place of the request's; a null takes the field away. Null for no
 *            change
 * @param system
 *            what stands as the system message in front of the prompt; null for the prompt's own
 * @param weight
 *            its part of the jobs, against the others' weights; of no meaning where each job is run by all
 */
public record Variant(String name, String model, @Nullable String parameters, @Nullable String system, int weight) {}
