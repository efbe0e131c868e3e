package dev.longhaul.dispatcher.sharing;

import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.store.job.JobSharing.Cached;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * {@code longhaul_cache_hits_total} (answers that were there), {@code longhaul_cache_shared_total} (calls that were
 * shared), {@code longhaul_cache_misses_total} (jobs that could have had an answer and went), what that saved in
 * {@code longhaul_cache_saved_tokens_total} and {@code longhaul_cache_saved_dollars_total}, and the
 * {@code longhaul_cache_answers} known now with their {@code longhaul_cache_stored_bytes}.
 */
public final class AnswerMeters {

    private static final double NANO = 1e-9;

    private final MeterRegistry registry;
    private final ModelNames models;
    private final Counter hits;
    private final Counter shared;
    private final Counter savedTokens;
    private final Counter savedDollars;

    public AnswerMeters(MeterRegistry registry, ModelNames models, SharedAnswers answers) {
        this.registry = registry;
        this.models = models;
        hits = registry.counter("longhaul.cache.hits");
        shared = registry.counter("longhaul.cache.shared");
        FunctionCounter.builder("longhaul.cache.misses", answers, SharedAnswers::misses).register(registry);
        savedTokens = registry.counter("longhaul.cache.saved.tokens");
        savedDollars = registry.counter("longhaul.cache.saved.dollars");
        Gauge.builder("longhaul.cache.answers", answers, SharedAnswers::size)
                .description("answers that this dispatcher knows").register(registry);
        Gauge.builder("longhaul.cache.stored", answers, SharedAnswers::bytes).baseUnit("bytes")
                .description("size of the answers that this dispatcher knows; they are kept in their jobs")
                .register(registry);
    }

    void shared(WaitingJob job, Cached cached) {
        (cached.inFlight() ? shared : hits).increment();
        savedTokens.increment((double) cached.tokens());
        savedDollars.increment(cached.nanoDollars() == null ? 0 : cached.nanoDollars() * NANO);
        registry.counter("longhaul.jobs.ended", "lane", job.lane().wire(), "model", models.family(job.model()),
                "end",
                JobState.SUCCEEDED.wire()).increment();
    }
}
