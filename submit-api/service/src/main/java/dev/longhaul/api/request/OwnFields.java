package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.BatchId;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** The fields that a request for a job has beyond OpenAI's; they do not go to the provider. */
final class OwnFields {

    static final int CUSTOM_ID_CHARACTERS = 128;
    private static final Pattern BATCH = Pattern.compile(OrderRequest.BATCH_NAME);
    private static final Pattern EXPERIMENT = Pattern.compile("exp_[0-9a-f]{24}");
    private static final Set<String> NAMES = Set.of("lane", "priority", "metadata", "custom_id", "batch", "deadline",
            "webhook_url", "cache", "on_ambiguous", "timeouts", "idempotency_key", "experiment");
    private static final int PAIRS = 16;
    private static final int KEY_CHARACTERS = 64;
    private static final int VALUE_CHARACTERS = 512;
    private static final int DEFAULT_PRIORITY = 5;
    private static final Set<String> TIMEOUTS = Set.of("connect_seconds", "first_token_seconds", "idle_seconds",
            "total_seconds");
    /** The end of the year 9999: what every store and format can hold. */
    private static final Instant LAST_DEADLINE = Instant.ofEpochSecond(253_402_300_799L);

    private final Instant now;
    private final Function<String, Optional<String>> webhookRefusal;
    Lane lane;
    int priority = DEFAULT_PRIORITY;
    Map<String, String> metadata = Map.of();
    @Nullable
    String customId;
    @Nullable
    String batch;
    @Nullable
    Instant deadline;
    @Nullable
    String webhookUrl;
    CachePolicy cache;
    OnAmbiguous onAmbiguous = OnAmbiguous.RETRY;
    @Nullable
    CallTimeouts timeouts;
    @Nullable
    String idempotencyKey;
    @Nullable
    String experiment;

    OwnFields(Lane lane, CachePolicy cache, Function<String, Optional<String>> webhookRefusal, Instant now) {
        this.lane = lane;
        this.cache = cache;
        this.webhookRefusal = webhookRefusal;
        this.now = now;
    }

    /** Whether a field is one of ours. */
    static boolean has(String name) {
        return NAMES.contains(name);
    }

    /** Reads the value at the cursor if the field is one of ours; false when it is not. Null stands for the default. */
    boolean read(String name, JsonCursor at) {
        if (!has(name)) {
            return false;
        }
        boolean present = at.token() != JsonToken.VALUE_NULL;
        switch (name) {
            case "lane" -> lane = present ? lane(at) : lane;
            case "priority" ->
                priority = present ? (int) Check.integer(at, 0, OrderRequest.HIGHEST_PRIORITY) : priority;
            case "metadata" -> metadata = present ? metadata(at) : metadata;
            case "custom_id" -> customId = present ? text(at, CUSTOM_ID_CHARACTERS) : null;
            case "batch" -> batch = present ? batch(at) : null;
            case "deadline" -> deadline = present ? deadline(at) : null;
            case "webhook_url" -> webhookUrl = present ? webhookUrl(at) : null;
            case "cache" -> cache = present ? cache(at) : cache;
            case "on_ambiguous" -> onAmbiguous = present ? onAmbiguous(at) : onAmbiguous;
            case "timeouts" -> timeouts = present ? timeouts(at) : null;
            case "idempotency_key" -> idempotencyKey = present ? text(at, Integer.MAX_VALUE) : null;
            case "experiment" -> experiment = present ? experiment(at) : null;
            default -> throw new IllegalStateException("nobody reads " + name);
        }
        return true;
    }

    private static String text(JsonCursor at, int longest) {
        Check.STRING.check(at);
        String text = at.text();
        if (text.isEmpty() || text.length() > longest) {
            throw at.invalid("must have 1 to " + longest + " characters");
        }
        return text;
    }

    private static String batch(JsonCursor at) {
        Check.STRING.check(at);
        String text = at.text();
        if (!BATCH.matcher(text).matches()) {
            throw at.invalid("must have 1 to 64 letters, digits, dots, dashes and underscores");
        }
        if (BatchId.tryParse(text).isPresent()) {
            throw at.invalid("is the id of a batch of /v1/batches, which takes no other jobs than its own; use another "
                    + "name");
        }
        return text;
    }

    private static String experiment(JsonCursor at) {
        Check.STRING.check(at);
        String text = at.text();
        if (!EXPERIMENT.matcher(text).matches()) {
            throw at.invalid("must be the id of an experiment, as GET /v1/experiments lists them");
        }
        return text;
    }

    private static Lane lane(JsonCursor at) {
        Check.STRING.check(at);
        return lane(at.text(), at.path());
    }

    /**
     * Reads the name of a lane.
     *
     * @param where
     *            what to call the place in an error
     */
    static Lane lane(String text, String where) {
        try {
            return Lane.fromWire(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.of(ErrorCode.INVALID_LANE,
                    "'" + where + "' must be one of interactive, standard, batch.", where);
        }
    }

    static CachePolicy cache(JsonCursor at) {
        Check.STRING.check(at);
        try {
            return CachePolicy.fromWire(at.text());
        } catch (IllegalArgumentException e) {
            throw at.invalid("must be one of always, never, deterministic");
        }
    }

    private static OnAmbiguous onAmbiguous(JsonCursor at) {
        Check.STRING.check(at);
        return switch (at.text()) {
            case "retry" -> OnAmbiguous.RETRY;
            case "hold" -> OnAmbiguous.HOLD;
            default -> throw at.invalid("must be retry or hold");
        };
    }

    private static CallTimeouts timeouts(JsonCursor at) {
        if (at.token() != JsonToken.START_OBJECT) {
            throw at.invalid("must be an object with connect_seconds, first_token_seconds, idle_seconds or "
                    + "total_seconds");
        }
        Map<String, Integer> seconds = new HashMap<>();
        while (at.next() != JsonToken.END_OBJECT) {
            String name = at.name();
            at.next();
            if (!TIMEOUTS.contains(name)) {
                throw at.invalid("is none of connect_seconds, first_token_seconds, idle_seconds, total_seconds");
            }
            if (at.token() != JsonToken.VALUE_NULL) {
                seconds.put(name, (int) Check.integer(at, 1, CallTimeouts.MAX_SECONDS));
            }
        }
        return new CallTimeouts(seconds.get("connect_seconds"), seconds.get("first_token_seconds"),
                seconds.get("idle_seconds"), seconds.get("total_seconds"));
    }

    static Map<String, String> metadata(JsonCursor at) {
        if (at.token() != JsonToken.START_OBJECT) {
            throw at.invalid("must be an object of strings");
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        while (at.next() != JsonToken.END_OBJECT) {
            String key = at.name();
            at.next();
            Check.STRING.check(at);
            if (key.length() > KEY_CHARACTERS) {
                throw at.invalid("has a key of more than " + KEY_CHARACTERS + " characters");
            }
            if (at.textLength() > VALUE_CHARACTERS) {
                throw at.invalid("must have at most " + VALUE_CHARACTERS + " characters");
            }
            pairs.put(key, at.text());
            if (pairs.size() > PAIRS) {
                throw at.invalid("is one more than the " + PAIRS + " pairs that are allowed");
            }
        }
        return pairs;
    }

    private Instant deadline(JsonCursor at) {
        Instant deadline;
        if (at.token().isNumeric()) {
            double seconds = at.number();
            if (!(Math.abs(seconds) <= LAST_DEADLINE.getEpochSecond())) {
                throw at.invalid("must be a time before the year 10000");
            }
            deadline = Instant.ofEpochMilli((long) (seconds * 1_000));
        } else {
            deadline = timestamp(at);
        }
        if (!deadline.isAfter(now) || deadline.isAfter(LAST_DEADLINE)) {
            throw at.invalid("must be a time in the future");
        }
        return deadline;
    }

    private static Instant timestamp(JsonCursor at) {
        if (at.token() == JsonToken.VALUE_STRING) {
            try {
                return OffsetDateTime.parse(at.text()).toInstant();
            } catch (DateTimeException e) {
                // the same answer as for what is no text at all
            }
        }
        throw at.invalid("must be an RFC 3339 time such as 2030-01-31T12:00:00Z, or unix seconds");
    }

    private String webhookUrl(JsonCursor at) {
        Check.STRING.check(at);
        String text = at.text();
        Optional<String> refusal = webhookRefusal.apply(text);
        if (refusal.isPresent()) {
            throw at.invalid(refusal.get());
        }
        return text;
    }
}
