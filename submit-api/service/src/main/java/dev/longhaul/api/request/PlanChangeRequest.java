package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.plan.Budget;
import dev.longhaul.contract.plan.Budget.WhenSpent;
import dev.longhaul.contract.plan.TenantPlan;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
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
 *            for whoever asks later, 1 to {@value #LONGEST_REASON} characters
 */
public record PlanChangeRequest(TenantPlan plan, @Nullable Long revision, String reason) {

    private static final int LONGEST_REASON = 500;
    private static final long NANO = 1_000_000_000;

    /**
     * @throws ApiException
     *             that tells of all the faults at once
     */
    public static PlanChangeRequest read(byte[] body) {
        List<ApiException> faults = new ArrayList<>();
        Draft draft = new Draft();
        try (JsonCursor at = new JsonCursor(body, 0, body.length)) {
            at.begin();
            while (at.next() != JsonToken.END_OBJECT) {
                String name = at.name();
                at.next();
                try {
                    draft.take(name, at);
                } catch (ApiException e) {
                    if (e.code() == ErrorCode.INVALID_JSON || e.code() == ErrorCode.JSON_TOO_DEEP) {
                        throw e;
                    }
                    faults.add(e);
                    at.skip();
                }
            }
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

    private static ApiException all(List<ApiException> faults) {
        ApiException first = faults.getFirst();
        return faults.size() == 1
                ? first
                : ApiException.of(ErrorCode.INVALID_PARAMETER, "The plan has " + faults.size() + " faults: "
                        + faults.stream().map(ApiException::message).collect(Collectors.joining(" ")), first.param());
    }

    /** The fields as far as they have been read. */
    private static final class Draft {

        private int weight = TenantPlan.DEFAULT.weight();
        private @Nullable Long maxInFlight;
        private @Nullable Long requestsPerMinute;
        private @Nullable Long tokensPerMinute;
        private @Nullable Long dailyTokens;
        private @Nullable Long monthlyTokens;
        private @Nullable Long dailyNanoDollars;
        private @Nullable Long monthlyNanoDollars;
        private WhenSpent whenSpent = WhenSpent.REJECT;
        private ZoneId timeZone = TenantPlan.DEFAULT.timeZone();
        private @Nullable Long revision;
        private @Nullable String reason;

        void take(String name, JsonCursor at) {
            switch (name) {
                case "weight" -> weight = (int) Check.integer(at, 1, TenantPlan.MAX_WEIGHT);
                case "max_in_flight" -> maxInFlight = limit(at, TenantPlan.MAX_IN_FLIGHT);
                case "requests_per_minute" -> requestsPerMinute = limit(at, TenantPlan.MAX_REQUESTS);
                case "tokens_per_minute" -> tokensPerMinute = limit(at, TenantPlan.MAX_TOKENS);
                case "daily_tokens" -> dailyTokens = limit(at, Budget.MAX_TOKENS);
                case "monthly_tokens" -> monthlyTokens = limit(at, Budget.MAX_TOKENS);
                case "daily_usd" -> dailyNanoDollars = dollars(at);
                case "monthly_usd" -> monthlyNanoDollars = dollars(at);
                case "when_spent" -> whenSpent = whenSpent(at);
                case "time_zone" -> timeZone = timeZone(at);
                case "revision" -> revision = Check.integer(at, 0, Long.MAX_VALUE);
                case "reason" -> reason = reason(at);
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

        private static ZoneId timeZone(JsonCursor at) {
            Check.STRING.check(at);
            try {
                return ZoneId.of(at.text());
            } catch (DateTimeException e) {
                throw at.invalid("must be a time zone such as Asia/Shanghai or UTC");
            }
        }

        TenantPlan plan() {
            return new TenantPlan(weight, maxInFlight, requestsPerMinute, tokensPerMinute,
                    new Budget(dailyTokens, monthlyTokens, dailyNanoDollars, monthlyNanoDollars, whenSpent), timeZone);
        }

        private static String reason(JsonCursor at) {
            Check.STRING.check(at);
            String text = at.text();
            if (text.isBlank() || text.length() > LONGEST_REASON) {
                throw at.invalid("must have 1 to " + LONGEST_REASON + " characters");
            }
            return text;
        }
    }
}
