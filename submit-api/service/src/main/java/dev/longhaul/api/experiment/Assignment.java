package dev.longhaul.api.experiment;

import dev.longhaul.store.experiment.Experiment;
import dev.longhaul.store.experiment.Variant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Where a bucket stands in an experiment: a pure function of the experiment's id and the bucket, so that whoever asks
 * gets the same answer, for as long as the experiment is.
 * <p>
 * The first four bytes of {@code SHA-256(id + "\n" + bucket)} decide, as a part of 2^32, whether it takes part; the
 * next four, which know nothing of the first, decide as which variant.
 */
final class Assignment {

    private static final double RANGE = 0x1p32;

    private final long first;
    private final long second;

    private Assignment(long first, long second) {
        this.first = first;
        this.second = second;
    }

    static Assignment of(String experiment, String bucket) {
        try {
            ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256")
                    .digest((experiment + "\n" + bucket).getBytes(StandardCharsets.UTF_8)));
            return new Assignment(Integer.toUnsignedLong(digest.getInt()), Integer.toUnsignedLong(digest.getInt()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * @param sample
     *            the part of all buckets that takes part
     */
    boolean takesPart(double sample) {
        return first < sample * RANGE;
    }

    /** The variant of a bucket that takes part, by the variants' weights. */
    Variant among(Experiment.Design design) {
        List<Variant> variants = design.variants();
        long sum = variants.stream().mapToLong(Variant::weight).sum();
        long point = (second * sum) >>> Integer.SIZE;
        for (Variant variant : variants) {
            point -= variant.weight();
            if (point < 0) {
                return variant;
            }
        }
        throw new IllegalStateException("the weights of " + variants + " end before " + sum);
    }
}
