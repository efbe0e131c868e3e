package dev.longhaul.dispatcher;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The dispatcher.
 *
 * @param instance
 *            a name that no other running dispatcher has; made up when empty
 * @param guaranteedShare
 *            of the picks for each lower lane that has jobs waiting, 0 to 0.4
 * @param windowFactor
 *            jobs that may be with a pool for each slot of its live workers, 1 to 10
 * @param windowExtra
 *            jobs on top of that, which cover the way there and back, 1 to 10,000; what comes back in 150 ms when that
 *            is more
 * @param bundle
 *            jobs of the batch lane in one message, 1 to 100
 * @param dispatchBatch
 *            jobs taken from the record at a time, 1 to 5,000
 * @param intakeBatch
 *            jobs recorded at a time, 1 to 5,000
 * @param cachedAnswers
 *            that a dispatcher knows at a time, 0 to 10,000,000; the least recently used are forgotten
 * @param lostAfter
 *            without news of it, before a job that was handed out is asked for
 * @param reconcileEvery
 *            between two such questions
 */
@Validated
@ConfigurationProperties("longhaul.dispatcher")
public record DispatcherProperties(@Nullable String instance,
        @DefaultValue("0.1") @DecimalMin("0.0") @DecimalMax("0.4") double guaranteedShare,
        @DefaultValue("1.25") @DecimalMin("1.0") @DecimalMax("10.0") double windowFactor,
        @DefaultValue("64") @Min(1) @Max(10_000) int windowExtra, @DefaultValue("32") @Min(1) @Max(100) int bundle,
        @DefaultValue("500") @Min(1) @Max(5_000) int dispatchBatch,
        @DefaultValue("500") @Min(1) @Max(5_000) int intakeBatch,
        @DefaultValue("100000") @Min(0) @Max(10_000_000) int cachedAnswers,
        @DefaultValue("15s") @NotNull Duration lostAfter,
        @DefaultValue("5s") @NotNull Duration reconcileEvery) {}
