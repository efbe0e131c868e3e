package dev.longhaul.api;

import dev.longhaul.api.edge.EdgeProperties;
import dev.longhaul.api.key.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The HTTP service.
 *
 * @param instance
 *            a name that no other running submit-api has; made up when empty
 * @param jobIdSecret
 *            what job ids are checked with, at least 16 bytes, the same for all instances and for good
 * @param bootstrapKeys
 *            API keys that are good from the first start on
 * @param adminKeys
 *            keys that open {@code /admin}
 * @param workerKeyset
 *            the workers' public keyset, or the file that holds it, by which providers' keys are encrypted for them;
 *            null when none can be added
 * @param bodyLimit
 *            of one request, up to 64 MB
 * @param bulkBodyLimit
 *            of a request with many jobs, up to 256 MB
 * @param fileLimit
 *            of an uploaded file, up to 200 MB
 * @param bodyMemory
 *            of the bodies of all requests that are being answered, at least 1 MB; 0 for a quarter of the heap
 * @param answerTimeout
 *            how long a chat call waits at most
 * @param acceptTimeout
 *            how long a submit waits for the log's acknowledgement
 * @param keepAlive
 *            between two comments in a quiet stream
 * @param hangUpCheck
 *            between two looks whether a waiting client is still there
 * @param safetyRead
 *            between two looks at the record for all calls that wait
 * @param maxWaiting
 *            calls that wait at a time
 * @param stopGrace
 *            how long chat calls may still wait when this instance stops; less than
 *            spring.lifecycle.timeout-per-shutdown-phase
 * @param completionTokens
 *            taken for an answer's length, for fairness, when the request sets no limit
 * @param edge
 *            flood protection
 */
@ConfigurationProperties("longhaul.api")
@Validated
public record SubmitApiProperties(@Nullable String instance, @Nullable String jobIdSecret,
        @DefaultValue List<@Valid Key> bootstrapKeys, @DefaultValue List<@Valid AdminKey> adminKeys,
        @Nullable String workerKeyset, @DefaultValue("4MB") @NotNull DataSize bodyLimit,
        @DefaultValue("16MB") @NotNull DataSize bulkBodyLimit,
        @DefaultValue("200MB") @NotNull DataSize fileLimit, @DefaultValue("0B") @NotNull DataSize bodyMemory,
        @DefaultValue("600s") @DurationMin(millis = 1) Duration answerTimeout,
        @DefaultValue("12s") @DurationMin(millis = 1) Duration acceptTimeout,
        @DefaultValue("15s") @DurationMin(millis = 10) Duration keepAlive,
        @DefaultValue("1s") @DurationMin(millis = 10) Duration hangUpCheck,
        @DefaultValue("5s") @DurationMin(millis = 10) Duration safetyRead,
        @DefaultValue("20000") @Min(1) @Max(1_000_000) int maxWaiting,
        @DefaultValue("20s") @DurationMin Duration stopGrace,
        @DefaultValue("512") @Min(1) @Max(1_000_000) int completionTokens,
        @DefaultValue @Valid @NotNull EdgeProperties edge) {

    /**
     * An admin key without the key.
     *
     * @param name
     *            of the person or program that has it: changes are signed with it
     * @param hash
     *            SHA-256 of the key, lower-case hex
     * @param mayEditJobs
     *            whether it may replay a tenant's job with other messages
     */
    public record AdminKey(@NotBlank String name, @NotNull @Pattern(regexp = "[0-9a-f]{64}") String hash,
            @DefaultValue("false") boolean mayEditJobs) {}

    /**
     * An API key without the key.
     *
     * @param tenant
     *            whose it is: 1 to 64 lower-case letters, digits, dots, dashes, underscores
     * @param name
     *            for people
     * @param hash
     *            SHA-256 of the key, lower-case hex
     */
    public record Key(@NotNull @Pattern(regexp = Caller.TENANT_NAME) String tenant,
            @DefaultValue("bootstrap") @NotBlank String name, @NotNull @Pattern(regexp = "[0-9a-f]{64}") String hash) {}
}
