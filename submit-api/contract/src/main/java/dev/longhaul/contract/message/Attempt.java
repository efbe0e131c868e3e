package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call of a provider, or one that may have been made. Every attempt stays on its job.
 *
 * @param epoch
 *            the dispatch it belongs to
 * @param provider
 *            name in the catalogue; null when the attempt is {@code unknown}
 * @param model
 *            the provider's name of the model
 * @param keyName
 *            the name of the provider key, never the key
 * @param worker
 *            who made it
 * @param startedAt
 *            by the worker's clock
 * @param durationMillis
 *            0 when unknown
 * @param end
 *            how it ended
 * @param httpStatus
 *            the provider's status, when one came
 * @param code
 *            the provider's or our error code
 * @param usage
 *            tokens, when reported
 * @param possiblyBilled
 *            true when the provider may have carried it out and billed it without an answer reaching us
 * @param warnings
 *            what of the request the provider did not get
 * @param partial
 *            the text of an answer that broke off, as far as it came, and at most its first 65,536 characters; null
 *            when none did
 * @param nanoDollars
 *            what it cost, in billionths of a US dollar by the catalogue's prices; null when that is not known, and in
 *            a worker's report, because workers know no prices
 */
public record Attempt(int epoch, @Nullable String provider, @Nullable String model, @Nullable String keyName,
        @Nullable String worker, Instant startedAt, long durationMillis, End end, @Nullable Integer httpStatus,
        @Nullable String code, @Nullable Usage usage, boolean possiblyBilled,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Warning> warnings, @Nullable String partial,
        @Nullable Long nanoDollars) {

    public Attempt {
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(end, "end");
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }

    /** An attempt as a worker reports it. */
    public Attempt(int epoch, @Nullable String provider, @Nullable String model, @Nullable String keyName,
            @Nullable String worker, Instant startedAt, long durationMillis, End end, @Nullable Integer httpStatus,
            @Nullable String code, @Nullable Usage usage, boolean possiblyBilled, List<Warning> warnings,
            @Nullable String partial) {
        this(epoch, provider, model, keyName, worker, startedAt, durationMillis, end, httpStatus, code, usage,
                possiblyBilled, warnings, partial, null);
    }

    /** An attempt without warnings. */
    public Attempt(int epoch, @Nullable String provider, @Nullable String model, @Nullable String keyName,
            @Nullable String worker, Instant startedAt, long durationMillis, End end, @Nullable Integer httpStatus,
            @Nullable String code, @Nullable Usage usage, boolean possiblyBilled) {
        this(epoch, provider, model, keyName, worker, startedAt, durationMillis, end, httpStatus, code, usage,
                possiblyBilled, List.of(), null, null);
    }

    /** The same attempt and what it cost. */
    public Attempt costing(@Nullable Long cost) {
        return new Attempt(epoch, provider, model, keyName, worker, startedAt, durationMillis, end, httpStatus, code,
                usage, possiblyBilled, warnings, partial, cost);
    }

    /** The same attempt without the text of an answer that broke off. */
    public Attempt withoutPartial() {
        return new Attempt(epoch, provider, model, keyName, worker, startedAt, durationMillis, end, httpStatus, code,
                usage, possiblyBilled, warnings, null, nanoDollars);
    }

    /** An attempt of which only the start, or not even that, is known: its worker or its link was lost. */
    public static Attempt unknown(int epoch, @Nullable String worker, Instant startedAt) {
        return new Attempt(epoch, null, null, null, worker, startedAt, 0, End.UNKNOWN, null, "worker_lost", null, true);
    }

    /** How an attempt ended. */
    public enum End {
        SUCCEEDED, THROTTLED, TRANSIENT, AMBIGUOUS, REFUSED, CANCELLED, UNKNOWN;

        private final String wire = name().toLowerCase(Locale.ROOT);

        @JsonValue
        public String wire() {
            return wire;
        }

        /**
         * @throws IllegalArgumentException
         *             when there is no such end
         */
        @JsonCreator
        public static End fromWire(String wire) {
            return Arrays.stream(values()).filter(end -> end.wire.equals(wire)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no such attempt end: " + wire));
        }
    }
}
