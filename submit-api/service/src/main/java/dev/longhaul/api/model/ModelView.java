package dev.longhaul.api.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A model in OpenAI's form.
 *
 * @param created
 *            unix seconds; the day of the catalogue's price, 0 when there is none
 * @param ownedBy
 *            the provider that is asked first
 */
public record ModelView(String id, String object, long created, @JsonProperty("owned_by") String ownedBy) {}
