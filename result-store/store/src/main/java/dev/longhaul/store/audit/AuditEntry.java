package dev.longhaul.store.audit;

import java.time.Instant;
import java.util.Map;

/**
 * Something that an administrator did, or was about to do: it is written first.
 *
 * @param by
 *            name of the admin key
 * @param action
 *            such as {@code replay.create}
 * @param target
 *            what it was done to: an id, or a filter
 * @param before
 *            what it was like, where that says something
 * @param after
 *            what it was to be like
 */
public record AuditEntry(String id, Instant at, String by, String action, String target, String reason,
        Map<String, Object> before, Map<String, Object> after) {}
