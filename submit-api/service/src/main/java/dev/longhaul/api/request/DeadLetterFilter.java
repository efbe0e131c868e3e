package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.deadletter.LetterFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Reads which dead letters are meant: from a query, or from an object of a body with the same names. */
public final class DeadLetterFilter {

    private static final int MOST_IDS = 1_000;
    private static final int MOST_ATTEMPTS = 1_000;
    private static final String IDS = "ids";
    private static final Set<String> NAMES = Set.of(IDS, "cause", "tenant", "model", "provider", "batch",
            "failed_after", "failed_before", "attempts_min", "attempts_max", "text");

    private final Map<String, String> values = new TreeMap<>();
    private final String prefix;

    private DeadLetterFilter(String prefix) {
        this.prefix = prefix;
    }

    /**
     * That of a query; what else stands in the query is left alone.
     *
     * @throws ApiException
     *             that says what is wrong
     */
    public static LetterFilter of(HttpServletRequest request) {
        DeadLetterFilter filter = new DeadLetterFilter("");
        for (String name : NAMES) {
            String value = request.getParameter(name);
            if (value != null && !value.isEmpty()) {
                filter.values.put(name, value);
            }
        }
        return filter.whole();
    }

    /** That of the object at the cursor. */
    static LetterFilter read(JsonCursor at) {
        at.beginObject();
        DeadLetterFilter filter = new DeadLetterFilter(at.path() + ".");
        while (at.next() != JsonToken.END_OBJECT) {
            String name = at.name();
            at.next();
            if (!NAMES.contains(name)) {
                throw at.unknown();
            }
            filter.values.put(name, name.equals(IDS) ? ids(at) : value(at));
        }
        return filter.whole();
    }

    private static String ids(JsonCursor at) {
        List<String> ids = new ArrayList<>();
        if (at.token() != JsonToken.START_ARRAY) {
            throw at.invalid("must be an array of job ids");
        }
        while (at.next() != JsonToken.END_ARRAY) {
            Check.STRING.check(at);
            ids.add(at.text());
        }
        return String.join(",", ids);
    }

    private static String value(JsonCursor at) {
        if (at.token() != JsonToken.VALUE_NUMBER_INT) {
            Check.STRING.check(at);
        }
        return at.text();
    }

    private LetterFilter whole() {
        return new LetterFilter(jobs(), values.get("cause"), values.get("tenant"), values.get("model"),
                values.get("provider"), values.get("batch"), time("failed_after"), time("failed_before"),
                attempts("attempts_min", 1), attempts("attempts_max", 0), values.get("text"));
    }

    private List<JobId> jobs() {
        String text = values.get(IDS);
        if (text == null) {
            return List.of();
        }
        List<JobId> ids = Arrays.stream(text.split(",", -1))
                .map(id -> JobId.tryParse(id.strip()).orElseThrow(() -> invalid(IDS, "ids of jobs"))).toList();
        if (ids.size() > MOST_IDS) {
            throw invalid(IDS, "at most " + MOST_IDS + " ids");
        }
        return ids;
    }

    private @Nullable Integer attempts(String name, int least) {
        String text = values.get(name);
        if (text == null) {
            return null;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= MOST_ATTEMPTS) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same answer as for a number out of range
        }
        throw invalid(name, "a number from " + least + " to " + MOST_ATTEMPTS);
    }

    private @Nullable Instant time(String name) {
        String text = values.get(name);
        if (text == null) {
            return null;
        }
        try {
            return text.matches("\\d{1,11}")
                    ? Instant.ofEpochSecond(Long.parseLong(text))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw invalid(name, "unix seconds or an RFC 3339 time");
        }
    }

    private ApiException invalid(String name, String wanted) {
        return ApiException.of(ErrorCode.INVALID_PARAMETER, "'" + prefix + name + "' must be " + wanted + ".",
                prefix + name);
    }
}
