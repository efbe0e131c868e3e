package dev.longhaul.dispatcher.pool;

import dev.longhaul.contract.job.JobId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The part of a weighted split that a job falls into, from 0 to 9,999. With a {@code custom_id} it is the first four
 * bytes of the SHA-256 of tenant, line feed and {@code custom_id} in UTF-8, as an unsigned number, modulo 10,000: one
 * name of a tenant is always in one bucket, whatever the model, and whoever submits it again. Without one it is the
 * random part of the job's id modulo 10,000, which needs no hash. Pure.
 */
public final class StickyBucket {

    /** How many there are. */
    static final int COUNT = 10_000;

    private StickyBucket() {}

    public static int of(JobId id, String tenant, @Nullable String customId) {
        return customId == null ? (int) Long.remainderUnsigned(id.low(), COUNT) : of(tenant + '\n' + customId);
    }

    private static int of(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return Integer.remainderUnsigned(ByteBuffer.wrap(hash).getInt(), COUNT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
