package dev.longhaul.api.edge;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Flood protection.
 *
 * @param perKey
 *            of one API key or admin key
 * @param perAddress
 *            of one client address, known key or not
 * @param redisUri
 *            of the Redis by which all instances share the limits; each has its own when empty
 * @param redisTimeout
 *            how long a request waits for Redis, 1 ms to 10 s, before this instance's own limits decide
 */
public record EdgeProperties(@DefaultValue @Valid @NotNull RequestRate perKey,
        @DefaultValue @Valid @NotNull RequestRate perAddress, @Nullable String redisUri,
        @DefaultValue("50ms") @DurationMin(millis = 1) @DurationMax(seconds = 10) Duration redisTimeout) {}
