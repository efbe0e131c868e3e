package dev.longhaul.api.submit;

import dev.longhaul.api.model.ModelDirectory;
import dev.longhaul.contract.job.Lane;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Counts accepted jobs by lane and model. Thread-safe. */
public final class SubmitMeters {

    private final MeterRegistry registry;
    private final ModelDirectory models;
    private final ConcurrentMap<Tags, Counter> counters = new ConcurrentHashMap<>();

    public SubmitMeters(MeterRegistry registry, ModelDirectory models) {
        this.registry = registry;
        this.models = models;
    }

    void accepted(Lane lane, String model) {
        counters.computeIfAbsent(new Tags(lane, models.metricName(model)), this::counter).increment();
    }

    private Counter counter(Tags tags) {
        return Counter.builder("longhaul.jobs.submitted").description("jobs that were accepted")
                .tag("lane", tags.lane.wire()).tag("model", tags.model).register(registry);
    }

    private record Tags(Lane lane, String model) {}
}
