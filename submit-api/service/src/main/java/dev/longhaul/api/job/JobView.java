package dev.longhaul.api.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.api.http.Dollars;
import dev.longhaul.contract.error.ApiError;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.job.ExperimentPart;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Warning;
import dev.longhaul.store.job.JobRecord;
import dev.longhaul.store.job.JobRecord.Ending;
import dev.longhaul.store.job.JobRecord.Progress;
import dev.longhaul.store.job.JobSharing.Cached;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A job in the API. Times are unix seconds, as OpenAI's.
 *
 * @param response
 *            the chat completion, in OpenAI's form
 * @param warnings
 *            what of the request the provider that answered did not get
 */
public record JobView(String id, String object, JobState status, @Nullable Lane lane, @Nullable String model,
        @JsonProperty("custom_id") @Nullable String customId, @Nullable String batch, Map<String, String> metadata,
        @Nullable Integer priority,
        @Nullable Boolean stream, @Nullable CachePolicy cache,
        @JsonProperty("on_ambiguous") @Nullable OnAmbiguous onAmbiguous, @Nullable TimeoutsView timeouts,
        @JsonProperty("created_at") long createdAt,
        @JsonProperty("dispatched_at") @Nullable Long dispatchedAt,
        @JsonProperty("started_at") @Nullable Long startedAt, @JsonProperty("ended_at") @Nullable Long endedAt,
        @Nullable Long deadline, @JsonProperty("not_before") @Nullable Long notBefore,
        @JsonProperty("webhook_url") @Nullable String webhookUrl,
        @JsonProperty("waiting_for") @Nullable String waitingFor, @Nullable WaitingView waiting,
        @JsonProperty("cancel_requested") boolean cancelRequested, List<AttemptView> attempts,
        @JsonProperty("possibly_billed") boolean possiblyBilled, @Nullable Completion response,
        @Nullable UsageView usage, @JsonProperty("cost_usd") @Nullable BigDecimal costDollars,
        @Nullable CachedView cached, List<Warning> warnings,
        ApiError.@Nullable Detail error, @Nullable ExperimentPartView experiment) {

    private static final String OBJECT = "job";

    /** A job that the record knows. */
    public static JobView of(JobRecord job) {
        return of(job, null);
    }

    /** A job that the record knows, and where it stands among those that wait. */
    static JobView of(JobRecord job, Reply.@Nullable Place place) {
        SubmittedJob asked = job.submitted();
        Progress progress = job.progress();
        Ending ending = job.ending();
        return new JobView(asked.id().toString(), OBJECT, progress.state(), asked.lane(), asked.model(),
                asked.customId(), asked.batch(), sorted(asked.metadata()), asked.priority(), asked.stream(),
                asked.cache(),
                asked.onAmbiguous(), TimeoutsView.of(asked.timeouts()), asked.submittedAt().getEpochSecond(),
                seconds(progress.dispatchedAt()),
                seconds(progress.startedAt()), ending == null ? null : seconds(ending.at()), seconds(asked.deadline()),
                seconds(progress.notBefore()), asked.webhookUrl(),
                place == null ? progress.waitingFor() : place.reason().wire(), WaitingView.of(place),
                progress.cancelRequestedAt() != null, job.attempts().stream().map(AttemptView::of).toList(),
                job.possiblyBilled(), Completion.of(ending),
                ending == null ? null : UsageView.of(ending.usage()),
                ending == null ? null : Dollars.ofNullable(ending.nanoDollars()),
                ending == null ? null : CachedView.of(ending.cached()), warnings(job), JobErrors.detail(job),
                ExperimentPartView.of(asked.experiment()));
    }

    /** A job that the log has just taken. */
    public static JobView accepted(SubmittedJob job) {
        return new JobView(job.id().toString(), OBJECT, JobState.QUEUED, job.lane(), job.model(), job.customId(),
                job.batch(), sorted(job.metadata()), job.priority(), job.stream(), job.cache(), job.onAmbiguous(),
                TimeoutsView.of(job.timeouts()), job.submittedAt().getEpochSecond(), null, null, null,
                seconds(job.deadline()), null, job.webhookUrl(),
                null, null, false, List.of(), false, null, null, null, null, List.of(), null,
                ExperimentPartView.of(job.experiment()));
    }

    /** A job of which only its id is known: it is in the log, and the record does not have it yet. */
    public static JobView unrecorded(JobId id) {
        return new JobView(id.toString(), OBJECT, JobState.QUEUED, null, null, null, null, Map.of(), null, null, null,
                null, null,
                id.mintedAt().getEpochSecond(), null, null, null, null, null, null, null, null, false, List.of(), false,
                null, null, null, null, List.of(), null, null);
    }

    private static List<Warning> warnings(JobRecord job) {
        return job.attempts().stream().filter(attempt -> attempt.end() == Attempt.End.SUCCEEDED).findFirst()
                .map(Attempt::warnings).orElse(List.of());
    }

    private static Map<String, String> sorted(Map<String, String> metadata) {
        return metadata.isEmpty() ? metadata : new TreeMap<>(metadata);
    }

    static @Nullable Long seconds(@Nullable Instant instant) {
        return instant == null ? null : instant.getEpochSecond();
    }

    /** Limits of its own for its provider calls; null where the provider's holds. */
    public record TimeoutsView(@JsonProperty("connect_seconds") @Nullable Integer connectSeconds,
            @JsonProperty("first_token_seconds") @Nullable Integer firstTokenSeconds,
            @JsonProperty("idle_seconds") @Nullable Integer idleSeconds,
            @JsonProperty("total_seconds") @Nullable Integer totalSeconds) {

        static @Nullable TimeoutsView of(@Nullable CallTimeouts own) {
            return own == null
                    ? null
                    : new TimeoutsView(own.connectSeconds(), own.firstTokenSeconds(), own.idleSeconds(),
                            own.totalSeconds());
        }
    }

    /**
     * Its part in an experiment.
     *
     * @param shadowOf
     *            the job whose prompt it runs besides; null for one that is the client's own
     */
    public record ExperimentPartView(String id, String variant,
            @JsonProperty("shadow_of") @Nullable String shadowOf) {

        static @Nullable ExperimentPartView of(@Nullable ExperimentPart part) {
            return part == null
                    ? null
                    : new ExperimentPartView(part.id(), part.variant(),
                            part.shadowOf() == null ? null : part.shadowOf().toString());
        }
    }

    /**
     * Of an answer that was another job's.
     *
     * @param job
     *            whose answer it is
     * @param kind
     *            {@code stored} when the answer was there, {@code shared} when the other job was being answered
     */
    public record CachedView(String job, String kind, @JsonProperty("saved_tokens") long savedTokens,
            @JsonProperty("saved_usd") @Nullable BigDecimal savedDollars) {

        static @Nullable CachedView of(@Nullable Cached cached) {
            return cached == null
                    ? null
                    : new CachedView(cached.from().toString(), cached.inFlight() ? "shared" : "stored",
                            cached.tokens(), Dollars.ofNullable(cached.nanoDollars()));
        }
    }

    /** A provider call, made or possibly made. */
    public record AttemptView(@Nullable String provider, @Nullable String model, @Nullable String key,
            @Nullable String worker, @JsonProperty("started_at") long startedAt,
            @JsonProperty("duration_ms") long durationMillis, Attempt.End outcome,
            @JsonProperty("http_status") @Nullable Integer httpStatus, @Nullable String code,
            @Nullable UsageView usage, @JsonProperty("cost_usd") @Nullable BigDecimal costDollars,
            @JsonProperty("possibly_billed") boolean possiblyBilled, @Nullable String partial) {

        static AttemptView of(Attempt attempt) {
            return new AttemptView(attempt.provider(), attempt.model(), attempt.keyName(), attempt.worker(),
                    attempt.startedAt().getEpochSecond(), attempt.durationMillis(), attempt.end(),
                    attempt.httpStatus(), attempt.code(), UsageView.of(attempt.usage()),
                    Dollars.ofNullable(attempt.nanoDollars()), attempt.possiblyBilled(), attempt.partial());
        }
    }
}
