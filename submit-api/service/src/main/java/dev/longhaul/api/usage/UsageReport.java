package dev.longhaul.api.usage;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.api.http.Dollars;
import dev.longhaul.api.usage.UsageQuery.Dimension;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.usage.Figure;
import dev.longhaul.store.usage.UsageRow;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant has used.
 *
 * @param from
 *            the first day
 * @param to
 *            the last day
 * @param timeZone
 *            in which the days begin
 * @param total
 *            the sum of all lines
 */
record UsageReport(String object, String from, String to, @JsonProperty("time_zone") String timeZone, List<Line> data,
        Line total) {

    /** What a line is about; null for what is not told apart. */
    record Group(@Nullable String day, @Nullable String model, @Nullable String provider, @Nullable String key,
            @Nullable String batch) {

        static final Group ALL = new Group(null, null, null, null, null);

        private static final Comparator<@Nullable String> NULLS_FIRST = Comparator
                .nullsFirst(Comparator.naturalOrder());
        static final Comparator<Group> ORDER = Comparator.comparing(Group::day, NULLS_FIRST)
                .thenComparing(Group::model, NULLS_FIRST).thenComparing(Group::provider, NULLS_FIRST)
                .thenComparing(Group::key, NULLS_FIRST).thenComparing(Group::batch, NULLS_FIRST);

        static Group of(UsageRow row, Set<Dimension> by) {
            return new Group(by.contains(Dimension.DAY) ? row.day() : null,
                    by.contains(Dimension.MODEL) ? row.model() : null,
                    by.contains(Dimension.PROVIDER) ? row.provider() : null,
                    by.contains(Dimension.KEY) ? row.keyId() : null,
                    by.contains(Dimension.BATCH) ? row.batch() : null);
        }
    }

    record Sum(Figure answered, Figure duplicate, Figure possiblyBilled) {

        static final Sum NOTHING = new Sum(Figure.NOTHING, Figure.NOTHING, Figure.NOTHING);

        static Sum of(UsageRow row) {
            return new Sum(row.answered(), row.duplicate(), row.possiblyBilled());
        }

        Sum plus(Sum other) {
            return new Sum(answered.plus(other.answered), duplicate.plus(other.duplicate),
                    possiblyBilled.plus(other.possiblyBilled));
        }
    }

    /**
     * @param requests
     *            jobs that succeeded, to whom the tokens and the cost belong
     * @param duplicateRequests
     *            calls that were answered although their job has another end
     * @param possiblyBilledAttempts
     *            attempts that may have been billed without an answer; their tokens and cost as far as they are known
     */
    record Line(@Nullable String day, @Nullable String model, @Nullable String provider, @Nullable String key,
            @Nullable String batch, long requests, @JsonProperty("prompt_tokens") long promptTokens,
            @JsonProperty("completion_tokens") long completionTokens, @JsonProperty("total_tokens") long totalTokens,
            @JsonProperty("cached_tokens") long cachedTokens, @JsonProperty("reasoning_tokens") long reasoningTokens,
            @JsonProperty("cost_usd") BigDecimal costDollars,
            @JsonProperty("duplicate_requests") long duplicateRequests,
            @JsonProperty("duplicate_tokens") long duplicateTokens,
            @JsonProperty("duplicate_cost_usd") BigDecimal duplicateDollars,
            @JsonProperty("possibly_billed_attempts") long possiblyBilledAttempts,
            @JsonProperty("possibly_billed_tokens") long possiblyBilledTokens,
            @JsonProperty("possibly_billed_cost_usd") BigDecimal possiblyBilledDollars) {

        static Line of(Group group, Sum sum) {
            Usage usage = sum.answered().usage();
            Figure duplicate = sum.duplicate();
            Figure possible = sum.possiblyBilled();
            return new Line(group.day(), group.model(), group.provider(), group.key(), group.batch(),
                    sum.answered().count(), usage.promptTokens(), usage.completionTokens(), usage.totalTokens(),
                    usage.cachedTokens(), usage.reasoningTokens(), Dollars.of(sum.answered().nanoDollars()),
                    duplicate.count(), duplicate.usage().totalTokens(), Dollars.of(duplicate.nanoDollars()),
                    possible.count(), possible.usage().totalTokens(), Dollars.of(possible.nanoDollars()));
        }
    }
}
