package dev.longhaul.contract.job;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Mints job ids and tells a tenant's own ids from made-up or foreign ones without asking the record: the check is the
 * first 32 bits of HMAC-SHA256 over the UUID and the tenant. All instances of submit-api share the secret. Thread-safe.
 */
public final class JobIds {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MINIMUM_SECRET_BYTES = 16;
    /** What four bits can tell apart. */
    private static final int MOST_SIBLINGS = 15;
    /** Where the number of a batch's line stands in its job's id: above the bits that siblings differ in. */
    private static final int LINE_SHIFT = 4;
    private static final long LINE_BITS = (BatchId.MOST_LINES - 1L) << LINE_SHIFT;
    /** No tenant's name has a line break: no check of a batch is one of a job. */
    private static final String OF_A_BATCH = "\nbatch";

    private final SecretKeySpec secret;
    private final Clock clock;
    private final RandomGenerator random;
    private final ThreadLocal<Mac> mac = ThreadLocal.withInitial(this::newMac);

    /**
     * @param secret
     *            at least 16 bytes
     * @param random
     *            thread-safe and unpredictable, such as {@code SecureRandom}
     * @throws IllegalArgumentException
     *             when the secret is too short
     */
    public JobIds(byte[] secret, Clock clock, RandomGenerator random) {
        if (secret.length < MINIMUM_SECRET_BYTES) {
            throw new IllegalArgumentException("the job id secret needs at least " + MINIMUM_SECRET_BYTES + " bytes");
        }
        this.secret = new SecretKeySpec(secret, ALGORITHM);
        this.clock = clock;
        this.random = random;
    }

    /** A new id of this tenant. */
    public JobId mint(String tenant) {
        long high = clock.millis() << 16 | 0x7000L | random.nextInt(1 << 12);
        long low = random.nextLong() >>> 2 | 1L << 63;
        return new JobId(high, low, check(high, low, tenant));
    }

    /**
     * The id of a job that is made because of another: always the same one, and its text stands beside the other's.
     *
     * @param tenant
     *            whose job the other is
     * @param number
     *            1 to 15, tells those of one job apart
     */
    public JobId sibling(JobId other, String tenant, int number) {
        if (number < 1 || number > MOST_SIBLINGS) {
            throw new IllegalArgumentException("a job has siblings 1 to " + MOST_SIBLINGS + ", not " + number);
        }
        long low = other.low() ^ number;
        return new JobId(other.high(), low, check(other.high(), low, tenant));
    }

    /** A new batch's id of this tenant. */
    public BatchId mintBatch(String tenant) {
        JobId seed = mint(tenant);
        return new BatchId(seed.high(), seed.low(), check(seed.high(), seed.low(), tenant + OF_A_BATCH));
    }

    /**
     * The id of the job that a line of a batch becomes: always the same one. Text order is the order of the lines.
     *
     * @param tenant
     *            whose batch it is
     * @param number
     *            of the line, from 0
     * @throws IllegalArgumentException
     *             when no line has this number
     */
    public JobId line(BatchId batch, String tenant, int number) {
        if (number < 0 || number >= BatchId.MOST_LINES) {
            throw new IllegalArgumentException(
                    "a batch has lines 0 to " + (BatchId.MOST_LINES - 1) + ", not " + number);
        }
        long low = (batch.low() & ~LINE_BITS) | ((long) number << LINE_SHIFT);
        return new JobId(batch.high(), low, check(batch.high(), low, tenant));
    }

    /** As {@link #belongsTo(JobId, String)}. */
    public boolean belongsTo(BatchId id, String tenant) {
        return check(id.high(), id.low(), tenant + OF_A_BATCH) == id.check();
    }

    /** Whether this id was minted for this tenant. Wrong answers: one made-up id in four thousand million. */
    public boolean belongsTo(JobId id, String tenant) {
        return check(id.high(), id.low(), tenant) == id.check();
    }

    private int check(long high, long low, String tenant) {
        Mac hmac = mac.get();
        hmac.update(ByteBuffer.allocate(16).putLong(high).putLong(low).flip());
        return ByteBuffer.wrap(hmac.doFinal(tenant.getBytes(StandardCharsets.UTF_8))).getInt();
    }

    private Mac newMac() {
        try {
            Mac hmac = Mac.getInstance(ALGORITHM);
            hmac.init(secret);
            return hmac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
