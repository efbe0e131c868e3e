package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.model.ModelDirectory;
import dev.longhaul.contract.catalog.ModelNames.Resolved;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.store.deadletter.LetterFilter;
import dev.longhaul.store.replay.Overrides;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * What an administrator wants replayed, and how.
 *
 * @param filterText
 *            the filter as it was sent
 * @param dryRun
 *            whether only to tell what it would be
 * @param selection
 *            the digest that a dry run told; null when the caller does not care
 * @param maxFailures
 *            null for the default
 * @param edits
 *            whether messages are changed, for which a permission is needed
 * @param reason
 *            empty for a dry run that gives none
 */
public record ReplayRequest(LetterFilter filter, String filterText, boolean dryRun, @Nullable String selection,
        double perSecond, Duration ramp, int canary, @Nullable Integer maxFailures, Overrides overrides, boolean edits,
        String reason) {

    static final int FASTEST = 1_000;
    private static final int LONGEST_RAMP = 86_400;
    private static final int DEFAULT_RATE = 50;
    private static final String MESSAGES = "messages";
    /** These decide how a job is answered and by whom, not what is asked. */
    private static final Set<String> NO_PARAMETERS = Set.of("model", "stream", "stream_options");

    /**
     * @throws ApiException
     *             that says what is wrong and where
     */
    public static ReplayRequest read(byte[] body, ModelDirectory models) {
        Draft draft = new Draft(body, models);
        try (JsonCursor at = new JsonCursor(body, 0, body.length)) {
            at.begin();
            while (at.next() != JsonToken.END_OBJECT) {
                String field = at.name();
                at.next();
                draft.take(field, at);
            }
            ReplayRequest read = draft.whole(at);
            at.end();
            return read;
        }
    }

    private static final class Draft {

        private final byte[] body;
        private final ModelDirectory models;
        private LetterFilter filter = LetterFilter.ALL;
        private String filterText = "{}";
        private boolean dryRun;
        private @Nullable String selection;
        private double perSecond = DEFAULT_RATE;
        private Duration ramp = Duration.ZERO;
        private int canary;
        private @Nullable Integer maxFailures;
        private @Nullable String model;
        private @Nullable String provider;
        private @Nullable Lane lane;
        private @Nullable String parameters;
        private boolean edits;
        private @Nullable String reason;

        Draft(byte[] body, ModelDirectory models) {
            this.body = body;
            this.models = models;
        }

        void take(String field, JsonCursor at) {
            switch (field) {
                case "filter" -> {
                    int start = at.position();
                    filter = DeadLetterFilter.read(at);
                    filterText = text(start, at);
                }
                case "dry_run" -> {
                    Check.BOOLEAN.check(at);
                    dryRun = at.token() == JsonToken.VALUE_TRUE;
                }
                case "selection" -> {
                    Check.STRING.check(at);
                    selection = at.text();
                }
                case "rate_per_second" -> {
                    Check.number(0.1, FASTEST).check(at);
                    perSecond = at.number();
                }
                case "ramp_seconds" -> ramp = Duration.ofSeconds(Check.integer(at, 0, LONGEST_RAMP));
                case "canary" -> canary = (int) Check.integer(at, 0, Integer.MAX_VALUE);
                case "max_failures" -> maxFailures = (int) Check.integer(at, 0, Integer.MAX_VALUE);
                case "overrides" -> overrides(at);
                case "reason" -> reason = Reason.read(at);
                default -> throw at.unknown();
            }
        }

        private void overrides(JsonCursor at) {
            at.beginObject();
            while (at.next() != JsonToken.END_OBJECT) {
                String field = at.name();
                at.next();
                switch (field) {
                    case "model" -> model = model(at);
                    case "provider" -> {
                        Check.STRING.check(at);
                        provider = at.text();
                        if (!models.providers().contains(provider)) {
                            throw at.invalid("must be one of the catalogue's providers " + models.providers());
                        }
                    }
                    case "lane" -> {
                        Check.STRING.check(at);
                        lane = OwnFields.lane(at.text(), at.path());
                    }
                    case "parameters" -> {
                        int start = at.position();
                        parameters(at);
                        parameters = text(start, at);
                    }
                    default -> throw at.unknown();
                }
            }
        }

        private String model(JsonCursor at) {
            Check.STRING.check(at);
            return models.resolve(at.text()).map(Resolved::name)
                    .orElseThrow(() -> models.unknown(at.text(), at.path()));
        }

        private void parameters(JsonCursor at) {
            at.beginObject();
            while (at.next() != JsonToken.END_OBJECT) {
                String field = at.name();
                at.next();
                if (NO_PARAMETERS.contains(field)) {
                    throw at.invalid("cannot be changed here");
                }
                edits |= field.equals(MESSAGES);
                Check check = ChatRules.FIELDS.getOrDefault(field, Check.ANY);
                (field.equals(MESSAGES) ? check : Check.nullable(check)).check(at);
            }
        }

        /** The text of the object that ends at the cursor. */
        private String text(int start, JsonCursor at) {
            return new String(body, start, at.position() + 1 - start, StandardCharsets.UTF_8);
        }

        ReplayRequest whole(JsonCursor at) {
            if (reason == null && !dryRun) {
                throw at.missing("reason");
            }
            if (edits && filter.ids().size() != 1) {
                throw ApiException.of(ErrorCode.INVALID_PARAMETER,
                        "Messages are changed of one job at a time: name it alone in 'filter.ids'.", "filter.ids");
            }
            return new ReplayRequest(filter, filterText, dryRun, selection, perSecond, ramp, canary, maxFailures,
                    new Overrides(model, provider, lane, parameters), edits, reason == null ? "" : reason);
        }
    }
}
