package dev.longhaul.client;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Which jobs to list; all filters must hold. Immutable: each method gives a narrower query. */
public final class JobQuery {

    private static final int PAGE = 100;
    private final Map<String, String> parameters;

    private JobQuery(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /** All jobs of the tenant, newest first. */
    public static JobQuery all() {
        return new JobQuery(Map.of());
    }

    public JobQuery state(JobState state) {
        return with("status", state.wire());
    }

    public JobQuery lane(Lane lane) {
        return with("lane", lane.wire());
    }

    public JobQuery model(String model) {
        return with("model", model);
    }

    public JobQuery customId(String customId) {
        return with("custom_id", customId);
    }

    public JobQuery createdAfter(Instant instant) {
        return with("created_after", Long.toString(instant.getEpochSecond()));
    }

    public JobQuery createdBefore(Instant instant) {
        return with("created_before", Long.toString(instant.getEpochSecond()));
    }

    public JobQuery oldestFirst() {
        return with("order", "asc");
    }

    /** Lists the responses too, which are left out otherwise. */
    public JobQuery withResponses() {
        return with("include", "response");
    }

    /** The jobs after this one in the query's order. */
    JobQuery after(String id) {
        return with("after", id);
    }

    String path() {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.put("limit", Integer.toString(PAGE));
        return "/v1/jobs?" + all.entrySet().stream()
                .map(entry -> entry.getKey() + '=' + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private JobQuery with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name, value);
        return new JobQuery(more);
    }
}
