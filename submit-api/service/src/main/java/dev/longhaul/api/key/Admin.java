package dev.longhaul.api.key;

/**
 * An administrator who makes a call.
 *
 * @param name
 *            of the admin key, as changes are signed with
 */
public record Admin(String name) {}
