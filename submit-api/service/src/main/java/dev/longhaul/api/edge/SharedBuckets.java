package dev.longhaul.api.edge;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Token buckets in Redis, one for each subject. Taking is one script: one round trip that nobody can come between, and
 * the time is Redis's own, so the instances' clocks do not matter. A bucket is gone from Redis once it would be full.
 */
final class SharedBuckets {

    /** Takes a token: 0, or how many microseconds there is none. */
    static final String SCRIPT = """
            local rate, capacity = tonumber(ARGV[1]), tonumber(ARGV[2])
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
            local tokens, at = tonumber(bucket[1]) or capacity, tonumber(bucket[2]) or now
            tokens = math.min(capacity, tokens + math.max(0, now - at) * rate / 1000000)
            if tokens < 1 then
              return math.ceil((1 - tokens) * 1000000 / rate)
            end
            tokens = tokens - 1
            redis.call('HSET', KEYS[1], 'tokens', string.format('%.17g', tokens), 'at', string.format('%.0f', now))
            redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - tokens) * 1000 / rate))
            return 0
            """;

    /** A key and arguments that harm nobody. */
    static final List<String> TRIAL = List.of("longhaul:edge:trial", "1", "1");

    private final RedisLink redis;
    private final String prefix;
    private final String rate;
    private final String burst;

    /**
     * @param redis
     *            runs {@link #SCRIPT}
     * @param kind
     *            what the subjects are: keeps the buckets of keys and addresses apart
     */
    SharedBuckets(RedisLink redis, String kind, RequestRate rate) {
        this.redis = redis;
        this.prefix = "longhaul:edge:" + kind + ":";
        this.rate = Integer.toString(rate.requestsPerSecond());
        this.burst = Integer.toString(rate.burst());
    }

    /** Empty when Redis does not answer. */
    Optional<Verdict> take(String subject) {
        return redis.run(prefix + subject, rate, burst).map(SharedBuckets::verdict);
    }

    private static Verdict verdict(long waitMicros) {
        return waitMicros == 0 ? Verdict.ALLOWED : new Verdict.Refused(Duration.of(waitMicros, ChronoUnit.MICROS));
    }
}
