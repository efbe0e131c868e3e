package dev.longhaul.client;

import tools.jackson.databind.node.ObjectNode;

/**
 * A model that the platform serves.
 *
 * @param id
 *            the name to ask for
 * @param ownedBy
 *            who makes it, as the catalogue says; may be empty
 * @param json
 *            the whole object
 */
public record Model(String id, String ownedBy, ObjectNode json) {}
