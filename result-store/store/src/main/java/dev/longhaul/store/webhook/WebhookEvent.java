package dev.longhaul.store.webhook;

import dev.longhaul.contract.webhook.EventType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/**
 * Something that a tenant is told of.
 *
 * @param id
 *            {@code evt_…}: the same for the same thing, however often it is told
 * @param at
 *            when it happened
 * @param data
 *            what it is about: texts, numbers and booleans by their names
 */
public record WebhookEvent(String id, String tenant, EventType type, Instant at, Map<String, Object> data) {

    private static final int TIME_DIGITS = 12;
    private static final int HASH_DIGITS = 20;

    /** An id with this prefix that follows from time and what; texts sort by time. */
    static String id(String prefix, Instant at, String what) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            HexFormat hex = HexFormat.of();
            return prefix + hex.toHexDigits(at.toEpochMilli(), TIME_DIGITS)
                    + hex.formatHex(hash).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * One whose id follows from what it is.
     *
     * @param what
     *            tells it from all others of this tenant, type and time
     */
    public static WebhookEvent of(String tenant, EventType type, Instant at, String what, Map<String, Object> data) {
        return new WebhookEvent(id("evt_", at, tenant + "\n" + type.wire() + "\n" + at.toEpochMilli() + "\n" + what),
                tenant, type, at, data);
    }

    /**
     * One that happens once, whenever it is noticed: its id does not depend on the time.
     *
     * @param what
     *            tells it from all others of this tenant and type
     */
    public static WebhookEvent once(String tenant, EventType type, Instant at, String what, Map<String, Object> data) {
        return new WebhookEvent(id("evt_", Instant.EPOCH, tenant + "\n" + type.wire() + "\n" + what), tenant, type, at,
                data);
    }
}
