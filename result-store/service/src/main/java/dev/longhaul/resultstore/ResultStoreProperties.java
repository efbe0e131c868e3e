package dev.longhaul.resultstore;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The outcome intake and the retention.
 *
 * @param batch
 *            outcomes written at a time, 1 to 5,000
 * @param prefetch
 *            messages in hand at a time, 10 to 60,000; starts that wait for their outcome are among them
 * @param startDelay
 *            how long a start may wait for its outcome before it costs a write of its own
 * @param answerPatience
 *            how long an outcome waits for the parts of a long answer when none come any more; then the answer is lost
 * @param sweepEvery
 *            between two looks for jobs past their time
 * @param recountEvery
 *            between two looks for duplicate spend and possibly billed attempts that the usage ledger does not have yet
 * @param countLettersEvery
 *            between two counts of the dead letters, for their gauge
 */
@Validated
@ConfigurationProperties("longhaul.result-store")
public record ResultStoreProperties(@DefaultValue("1000") @Min(1) @Max(5_000) int batch,
        @DefaultValue("1000") @Min(10) @Max(60_000) int prefetch, @DefaultValue("1s") @NotNull Duration startDelay,
        @DefaultValue("30s") @NotNull Duration answerPatience,
        @DefaultValue("1m") @NotNull Duration sweepEvery,
        @DefaultValue("30s") @NotNull Duration recountEvery,
        @DefaultValue("1m") @NotNull Duration countLettersEvery) {}
