package dev.longhaul.simulator.dialect;

/**
 * What identifies an answer.
 *
 * @param id
 *            unique part of the answer's id, hex digits
 * @param requestId
 *            id of the call, as it also stands in the answer's headers
 * @param createdSeconds
 *            Unix time in seconds
 */
public record AnswerHead(String id, String requestId, long createdSeconds) {}
