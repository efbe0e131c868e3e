package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.contract.plan.Budget;
import dev.longhaul.contract.plan.Budget.WhenSpent;
import dev.longhaul.contract.plan.Quota;
import dev.longhaul.contract.plan.TenantPlan;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * A change of a tenant's plan.
 *
 * @param plan
 *            the whole plan as it is to be: what is left out has no limit
 * @param revision
 *            the one that the change was made of; null when the caller does not care
 * @param reason
 *            for whoever asks later, 1 to {@value Reason#LONGEST} characters
 */
public record PlanChangeRequest(TenantPlan plan, @Nullable Long revision, String reason) {

    private static final long NANO = 1_000_000_000;

    /**
     * @param isKey
     *            whether the tenant has a key of this id
     * @param providers
     *            the catalogue's names
     * @throws ApiException
     *             that tells of all the faults at once
     */
    public static PlanChangeRequest read(byte[] body, Predicate<String> isKey, Set<String> providers) {
        List<ApiException> faults = new ArrayList<>();
        Draft draft = new Draft(isKey, new PlaceNames(providers), faults);
        try (JsonCursor at = new JsonCursor(body, 0, body.length)) {
            at.begin();
            readFields(at, faults, draft::take);
            if (draft.reason == null && faults.stream().noneMatch(fault -> "reason".equals(fault.param()))) {
                faults.add(at.missing("reason"));
            }
            at.end();
        }
        String reason = draft.reason;
        if (!faults.isEmpty() || reason == null) {
            throw all(faults);
        }
        return new PlanChangeRequest(draft.plan(), draft.revision, reason);
    }

    /** Reads the fields of the object at hand; what is wrong with one is noted, and the next one is read. */
    private static void readFields(JsonCursor at, List<ApiException> faults, BiConsumer<String, JsonCursor> field) {
        while (at.next() != JsonToken.END_OBJECT) {
            String name = at.name();
            at.next();
            try {
                field.accept(name, at);
            } catch (ApiException e) {
                if (e.code() == ErrorCode.INVALID_JSON || e.code() == ErrorCode.JSON_TOO_DEEP) {
                    throw e;
                }
                faults.add(e);
                at.skip();
            }
        }
    }

    private static ApiException all(List<ApiException> faults) {
        ApiException first = faults.getFirst();
        return faults.size() == 1
                ? first
                : ApiException.of(ErrorCode.INVALID_PARAMETER, "The plan has " + faults.size() + " faults: "
                        + faults.stream().map(ApiException::message).collect(Collectors.joining(" ")), first.param());
    }

    /** The fields as far as they have been read. */
    private static final class Draft {

        private final Predicate<String> isKey;
        private final PlaceNames places;
        private final List<ApiException> faults;
        private final QuotaDraft quota = new QuotaDraft();
        private final Map<String, Quota> keys = new HashMap<>();
        private int weight = TenantPlan.DEFAULT.weight();
        private ZoneId timeZone = TenantPlan.DEFAULT.timeZone();
        private CachePolicy cache = TenantPlan.DEFAULT.cache();
        private @Nullable List<String> allowedProviders;
        private @Nullable List<String> allowedRegions;
        private @Nullable Integer retentionDays;
        private @Nullable Long revision;
        private @Nullable String reason;

        Draft(Predicate<String> isKey, PlaceNames places, List<ApiException> faults) {
            this.isKey = isKey;
            this.places = places;
            this.faults = faults;
        }

        void take(String name, JsonCursor at) {
            switch (name) {
                case "weight" -> weight = (int) Check.integer(at, 1, TenantPlan.MAX_WEIGHT);
                case "time_zone" -> timeZone = timeZone(at);
                case "cache" -> cache = OwnFields.cache(at);
                case "keys" -> readObject(at, this::takeKey);
                case "allowed_providers" -> allowedProviders = places.providers(at);
                case "allowed_regions" -> allowedRegions = places.regions(at);
                case "retention_days" -> retentionDays = at.token() == JsonToken.VALUE_NULL
                        ? null
                        : Integer.valueOf((int) Check.integer(at, TenantPlan.MIN_RETENTION_DAYS,
                                TenantPlan.MAX_RETENTION_DAYS));
                case "revision" -> revision = Check.integer(at, 0, Long.MAX_VALUE);
                case "reason" -> reason = Reason.read(at);
                default -> quota.take(name, at);
            }
        }

        private void takeKey(String id, JsonCursor at) {
            if (!isKey.test(id)) {
                throw at.invalid("is not the id of a key of this tenant: take it from GET /v1/usage?group_by=key or "
                        + "from where the key was made");
            }
            if (keys.size() == TenantPlan.MAX_KEYS) {
                throw at.invalid("is one more than the " + TenantPlan.MAX_KEYS + " keys that may have a quota");
            }
            QuotaDraft draft = new QuotaDraft();
            readObject(at, draft::take);
            keys.put(id, draft.quota());
        }

        private void readObject(JsonCursor at, BiConsumer<String, JsonCursor> field) {
            if (at.token() != JsonToken.START_OBJECT) {
                throw at.invalid("must be an object");
            }
            readFields(at, faults, field);
        }

        private static ZoneId timeZone(JsonCursor at) {
            Check.STRING.check(at);
            try {
                return ZoneId.of(at.text());
            } catch (DateTimeException e) {
                throw at.invalid("must be a time zone such as Asia/Shanghai or UTC");
            }
        }

        TenantPlan plan() {
            return new TenantPlan(weight, quota.quota(), timeZone, cache, keys,
                    new Allowed(allowedProviders, allowedRegions), retentionDays);
        }
    }

    /** The limits of the tenant, or of one of its keys, as far as they have been read. */
    private static final class QuotaDraft {

        private @Nullable Long maxInFlight;
        private @Nullable Long requestsPerMinute;
        private @Nullable Long tokensPerMinute;
        private @Nullable Long dailyTokens;
        private @Nullable Long monthlyTokens;
        private @Nullable Long dailyNanoDollars;
        private @Nullable Long monthlyNanoDollars;
        private WhenSpent whenSpent = WhenSpent.REJECT;

        void take(String name, JsonCursor at) {
            switch (name) {
                case "max_in_flight" -> maxInFlight = limit(at, Quota.MAX_IN_FLIGHT);
                case "requests_per_minute" -> requestsPerMinute = limit(at, Quota.MAX_REQUESTS);
                case "tokens_per_minute" -> tokensPerMinute = limit(at, Quota.MAX_TOKENS);
                case "daily_tokens" -> dailyTokens = limit(at, Budget.MAX_TOKENS);
                case "monthly_tokens" -> monthlyTokens = limit(at, Budget.MAX_TOKENS);
                case "daily_usd" -> dailyNanoDollars = dollars(at);
                case "monthly_usd" -> monthlyNanoDollars = dollars(at);
                case "when_spent" -> whenSpent = whenSpent(at);
                default -> throw at.unknown();
            }
        }

        private static @Nullable Long limit(JsonCursor at, long most) {
            return at.token() == JsonToken.VALUE_NULL ? null : Check.integer(at, 1, most);
        }

        private static @Nullable Long dollars(JsonCursor at) {
            if (at.token() == JsonToken.VALUE_NULL) {
                return null;
            }
            if (at.token().isNumeric()) {
                double nanoDollars = at.number() * NANO;
                if (nanoDollars >= 1 && nanoDollars <= Budget.MAX_NANO_DOLLARS) {
                    return Math.round(nanoDollars);
                }
            }
            throw at.invalid("must be a number of US dollars, above 0 and at most " + Budget.MAX_NANO_DOLLARS / NANO);
        }

        private static WhenSpent whenSpent(JsonCursor at) {
            Check.STRING.check(at);
            return switch (at.text()) {
                case "reject" -> WhenSpent.REJECT;
                case "hold" -> WhenSpent.HOLD;
                default -> throw at.invalid("must be reject or hold");
            };
        }

        Quota quota() {
            return new Quota(maxInFlight, requestsPerMinute, tokensPerMinute,
                    new Budget(dailyTokens, monthlyTokens, dailyNanoDollars, monthlyNanoDollars, whenSpent));
        }
    }
}
