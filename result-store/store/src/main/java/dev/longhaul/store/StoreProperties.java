package dev.longhaul.store;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The record.
 *
 * @param retention
 *            how long a job stays after its end, where its tenant's plan does not say
 * @param serverSelectionTimeout
 *            how long a call waits for a reachable MongoDB before it fails
 * @param database
 *            its name
 */
@Validated
@ConfigurationProperties("longhaul.store")
public record StoreProperties(@DefaultValue("30d") @NotNull Duration retention,
        @DefaultValue("3s") @NotNull Duration serverSelectionTimeout,
        @DefaultValue("longhaul") @NotBlank String database) {}
