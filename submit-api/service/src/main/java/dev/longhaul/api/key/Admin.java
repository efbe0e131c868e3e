package dev.longhaul.api.key;

/**
 * An administrator who makes a call.
 *
 * @param name
 *            of the admin key, as changes are signed with
 * @param mayEditJobs
 *            whether jobs of tenants may be replayed with other messages
 */
public record Admin(String name, boolean mayEditJobs) {}
