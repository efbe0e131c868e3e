package dev.longhaul.client.cli.batch.input;

import dev.longhaul.contract.job.Lane;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a line gets that does not say otherwise itself.
 *
 * @param model
 *            for lines without one
 * @param system
 *            a system message for lines that have none
 * @param lane
 *            for lines without one
 * @param temperature
 *            for lines without one
 * @param maxTokens
 *            of the answer, for lines that set no limit
 * @param batch
 *            the name of their set of jobs, for lines that name none; null for the run's own
 */
public record LineDefaults(@Nullable String model, @Nullable String system, Lane lane,
        @Nullable BigDecimal temperature, @Nullable Integer maxTokens, @Nullable String batch) {

    /** The option that names the set of jobs. */
    public static final String BATCH = "--batch";

    /** The options behind these values that are set, by name: part of the identity of a run. */
    public Map<String, String> asOptions() {
        Map<String, String> options = new LinkedHashMap<>();
        put(options, "--model", model);
        put(options, "--system", system);
        put(options, "--lane", lane.wire());
        put(options, "--temperature", temperature);
        put(options, "--max-tokens", maxTokens);
        put(options, BATCH, batch);
        return options;
    }

    private static void put(Map<String, String> options, String name, @Nullable Object value) {
        if (value != null) {
            options.put(name, value.toString());
        }
    }
}
