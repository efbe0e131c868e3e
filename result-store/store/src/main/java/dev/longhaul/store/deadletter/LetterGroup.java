package dev.longhaul.store.deadletter;

import java.time.Instant;

/**
 * Dead letters of one cause.
 *
 * @param cause
 *            its fingerprint
 * @param first
 *            when the first of them failed
 * @param last
 *            when the last of them failed
 * @param sample
 *            one of them
 */
public record LetterGroup(String cause, long count, Instant first, Instant last, Letter sample) {}
