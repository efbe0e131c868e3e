package dev.longhaul.client.cli.dlq;

import dev.longhaul.client.cli.session.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Which dead letters; all that is said must hold. */
final class FilterOptions {

    @Option(names = "--cause", paramLabel = "C_…", description = "only this group")
    private @Nullable String cause;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "only jobs of this tenant")
    private @Nullable String tenant;

    @Option(names = {"-m", "--model"}, paramLabel = "MODEL", description = "only jobs for this model")
    private @Nullable String model;

    @Option(names = "--provider", paramLabel = "NAME", description = "only jobs for which this provider was called last")
    private @Nullable String provider;

    @Option(names = "--batch", paramLabel = "NAME", description = "only jobs of this batch")
    private @Nullable String batch;

    @Option(names = "--failed-after", paramLabel = "TIME", description = "failed then or later: 2026-11-26T08:00:00Z, or unix seconds")
    private @Nullable String failedAfter;

    @Option(names = "--failed-before", paramLabel = "TIME", description = "failed earlier")
    private @Nullable String failedBefore;

    @Option(names = "--attempts-min", paramLabel = "N", description = "at least so many provider calls")
    private @Nullable Integer attemptsMin;

    @Option(names = "--attempts-max", paramLabel = "N", description = "at most so many provider calls")
    private @Nullable Integer attemptsMax;

    @Option(names = "--text", paramLabel = "TEXT", description = "stands in the error's message")
    private @Nullable String text;

    /** By the API's names. */
    Map<String, String> asMap() {
        Map<String, String> map = new LinkedHashMap<>();
        put(map, "cause", cause);
        put(map, "tenant", tenant);
        put(map, "model", model);
        put(map, "provider", provider);
        put(map, "batch", batch);
        put(map, "failed_after", failedAfter);
        put(map, "failed_before", failedBefore);
        put(map, "attempts_min", attemptsMin);
        put(map, "attempts_max", attemptsMax);
        put(map, "text", text);
        return map;
    }

    /** As the API's object. */
    ObjectNode asJson(List<String> ids) {
        ObjectNode json = Session.MAPPER.createObjectNode();
        asMap().forEach(json::put);
        if (!ids.isEmpty()) {
            ids.forEach(json.putArray("ids")::add);
        }
        return json;
    }

    private static void put(Map<String, String> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, value.toString());
        }
    }
}
