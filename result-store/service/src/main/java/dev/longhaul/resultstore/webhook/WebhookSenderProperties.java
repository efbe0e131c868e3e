package dev.longhaul.resultstore.webhook;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How webhooks are sent.
 *
 * @param most
 *            deliveries under way at a time, 1 to 20,000
 * @param perEndpoint
 *            of those, to one recipient
 * @param perSecond
 *            deliveries that are begun in a second, to one recipient
 * @param timeout
 *            of one try, the look-up of the name included
 * @param lookEvery
 *            between two looks for what has happened
 * @param disableAfter
 *            how long an endpoint may fail before it is disabled
 */
@Validated
@ConfigurationProperties("longhaul.webhook.sender")
public record WebhookSenderProperties(@DefaultValue("2000") @Min(1) @Max(20_000) int most,
        @DefaultValue("20") @Min(1) int perEndpoint, @DefaultValue("100") @Min(1) int perSecond,
        @DefaultValue("15s") @NotNull Duration timeout, @DefaultValue("200ms") @NotNull Duration lookEvery,
        @DefaultValue("5d") @NotNull Duration disableAfter) {}
