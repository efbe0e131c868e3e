package dev.longhaul.store.job;

import dev.longhaul.contract.message.Usage;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A call that was paid for, or may have been, without being its job's answer; or the correction of one that was counted
 * and turned out to be something else.
 *
 * @param day
 *            on which the call began, in the tenant's time zone
 * @param count
 *            1, or -1 for a correction
 * @param usage
 *            of a correction below zero, as the cost
 * @param nanoDollars
 *            in billionths of a US dollar; 0 when it is not known
 */
public record Extra(Kind kind, String tenant, @Nullable String keyId, @Nullable String batch, String model,
        @Nullable String provider, String day, int count, Usage usage, long nanoDollars) {

    /** What a call is that is not its job's answer. */
    public enum Kind {
        /** The provider answered, and the job has another end. */
        DUPLICATE,
        /** Whether the provider carried it out and billed it is not known. */
        POSSIBLY_BILLED;

        private final String wire = name().toLowerCase(Locale.ROOT);

        String wire() {
            return wire;
        }

        static Kind fromWire(String wire) {
            return Arrays.stream(values()).filter(kind -> kind.wire.equals(wire)).findFirst().orElseThrow();
        }
    }
}
