package dev.longhaul.simulator.limit;

import dev.longhaul.simulator.config.Glob;
import dev.longhaul.simulator.config.Provider;
import dev.longhaul.simulator.config.RateLimit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The limits per minute of all callers. Not thread-safe. */
public final class RateLimits {

    private static final double DEFAULT_BURST_SECONDS = 60;
    /** Beyond this all buckets are thrown away; only a caller that makes up keys gets here. */
    private static final int MOST_CALLERS = 100_000;

    private static final LimitVerdict FREE = new LimitVerdict.Passed(LimitReport.NONE);

    private enum Measure {
        REQUESTS, TOKENS, INPUT_TOKENS, OUTPUT_TOKENS
    }

    private record Caller(Provider provider, String key, String model) {}

    private record Owner(int rule, Provider provider, String key, String model) {}

    private record Metered(Measure measure, Bucket bucket) {}

    private record Rule(RateLimit limit, Predicate<String> key, Predicate<String> model) {}

    private final List<Rule> rules;
    private final Map<Caller, List<Metered>> byCaller = new HashMap<>();
    private final Map<Owner, List<Metered>> byOwner = new HashMap<>();

    /** Full buckets for these limits. */
    public RateLimits(List<RateLimit> limits) {
        rules = limits.stream()
                .map(limit -> new Rule(limit, Glob.of(limit.key()), Glob.of(limit.model())))
                .toList();
    }

    /**
     * Lets a call pass, or not.
     *
     * @param inputTokens
     *            tokens of the prompt
     * @param outputTokens
     *            tokens of the completion that it will get
     * @param nowMillis
     *            the time
     */
    public LimitVerdict admit(Provider provider, String key, String model, int inputTokens, int outputTokens,
            long nowMillis) {
        if (rules.isEmpty()) {
            return FREE;
        }
        if (byCaller.size() >= MOST_CALLERS) {
            byCaller.clear();
            byOwner.clear();
        }
        var buckets = byCaller.computeIfAbsent(new Caller(provider, key, model), caller -> buckets(caller, nowMillis));
        if (buckets.isEmpty()) {
            return FREE;
        }
        @Nullable
        Metered shortest = null;
        long longestWait = 0;
        for (var metered : buckets) {
            metered.bucket().fill(nowMillis);
            int amount = amount(metered.measure(), inputTokens, outputTokens);
            if (!metered.bucket().holds(amount)) {
                return new LimitVerdict.NeverFits(report(buckets));
            }
            long wait = metered.bucket().waitMillis(amount);
            if (wait > longestWait) {
                longestWait = wait;
                shortest = metered;
            }
        }
        if (shortest != null) {
            return new LimitVerdict.Exceeded(report(buckets), shortest.measure() != Measure.REQUESTS, longestWait);
        }
        for (var metered : buckets) {
            metered.bucket().take(amount(metered.measure(), inputTokens, outputTokens));
        }
        return new LimitVerdict.Passed(report(buckets));
    }

    private static int amount(Measure measure, int inputTokens, int outputTokens) {
        return switch (measure) {
            case REQUESTS -> 1;
            case TOKENS -> inputTokens + outputTokens;
            case INPUT_TOKENS -> inputTokens;
            case OUTPUT_TOKENS -> outputTokens;
        };
    }

    private List<Metered> buckets(Caller caller, long nowMillis) {
        var buckets = new ArrayList<Metered>();
        for (int i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            var limit = rule.limit();
            if ((limit.provider() == null || limit.provider() == caller.provider()) && rule.key().test(caller.key())
                    && rule.model().test(caller.model())) {
                var model = limit.per() == RateLimit.Per.KEY_AND_MODEL ? caller.model() : "";
                buckets.addAll(byOwner.computeIfAbsent(new Owner(i, caller.provider(), caller.key(), model),
                        owner -> open(limit, nowMillis)));
            }
        }
        return List.copyOf(buckets);
    }

    private static List<Metered> open(RateLimit limit, long nowMillis) {
        var burst = limit.burstSeconds() == null ? DEFAULT_BURST_SECONDS : limit.burstSeconds();
        var buckets = new ArrayList<Metered>();
        open(buckets, Measure.REQUESTS, limit.requestsPerMinute(), burst, nowMillis);
        open(buckets, Measure.TOKENS, limit.tokensPerMinute(), burst, nowMillis);
        open(buckets, Measure.INPUT_TOKENS, limit.inputTokensPerMinute(), burst, nowMillis);
        open(buckets, Measure.OUTPUT_TOKENS, limit.outputTokensPerMinute(), burst, nowMillis);
        return buckets;
    }

    private static void open(List<Metered> buckets, Measure measure, @Nullable Integer perMinute, double burst,
            long nowMillis) {
        if (perMinute != null) {
            buckets.add(new Metered(measure, new Bucket(perMinute, burst, nowMillis)));
        }
    }

    private static LimitReport report(List<Metered> buckets) {
        return new LimitReport(scarcest(buckets, Measure.REQUESTS), scarcest(buckets, Measure.TOKENS),
                scarcest(buckets, Measure.INPUT_TOKENS), scarcest(buckets, Measure.OUTPUT_TOKENS));
    }

    private static LimitReport.@Nullable Window scarcest(List<Metered> buckets, Measure measure) {
        LimitReport.Window least = null;
        for (var metered : buckets) {
            if (metered.measure() == measure) {
                var window = metered.bucket().window();
                if (least == null || window.remaining() < least.remaining()) {
                    least = window;
                }
            }
        }
        return least;
    }
}
