package dev.longhaul.log;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The topics of the log, created where they are missing.
 *
 * @param partitions
 *            of each topic that is keyed by tenant, 1 to 1,000; also how many shards dispatchers can share
 * @param replicas
 *            copies of each partition; a production cluster has 3
 */
@Validated
@ConfigurationProperties("longhaul.log")
public record LogProperties(@DefaultValue("12") @Min(1) @Max(1_000) int partitions,
        @DefaultValue("1") @Min(1) @Max(9) short replicas) {}
