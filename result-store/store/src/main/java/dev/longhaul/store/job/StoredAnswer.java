package dev.longhaul.store.job;

/**
 * Where a long answer is kept: in parts of its own beside the job's document.
 *
 * @param key
 *            what the ids of its parts begin with
 * @param parts
 *            how many, at least 1
 * @param bytes
 *            its length in UTF-8
 */
public record StoredAnswer(String key, int parts, long bytes) {}
