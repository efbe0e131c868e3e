package dev.longhaul.store.job;

import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.ExperimentPart;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.message.SubmittedJob;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds submitted jobs: of tenant acme, in the batch lane, with nothing but what is required. */
public final class JobBuilder {

    private final JobId id;
    private final Instant submittedAt;
    private String tenant = "acme";
    private Lane lane = Lane.BATCH;
    private int priority = 5;
    private String model = "gpt-4o-mini";
    private String request = "{\"messages\":[]}";
    private @Nullable String customId;
    private @Nullable String keyId;
    private @Nullable String batch;
    private Map<String, String> metadata = Map.of();
    private @Nullable Instant deadline;
    private OnAmbiguous onAmbiguous = OnAmbiguous.RETRY;
    private int estimatedTokens = 100;
    private @Nullable String webhookUrl;
    private @Nullable ExperimentPart experiment;

    JobBuilder(JobId id, Instant submittedAt) {
        this.id = id;
        this.submittedAt = submittedAt;
    }

    JobBuilder of(String newTenant) {
        tenant = newTenant;
        return this;
    }

    JobBuilder by(String newKeyId) {
        keyId = newKeyId;
        return this;
    }

    JobBuilder in(Lane newLane) {
        lane = newLane;
        return this;
    }

    JobBuilder priority(int newPriority) {
        priority = newPriority;
        return this;
    }

    JobBuilder model(String newModel) {
        model = newModel;
        return this;
    }

    JobBuilder request(String newRequest) {
        request = newRequest;
        return this;
    }

    JobBuilder customId(String newCustomId) {
        customId = newCustomId;
        return this;
    }

    JobBuilder batch(String newBatch) {
        batch = newBatch;
        return this;
    }

    JobBuilder metadata(Map<String, String> newMetadata) {
        metadata = newMetadata;
        return this;
    }

    JobBuilder deadline(Instant newDeadline) {
        deadline = newDeadline;
        return this;
    }

    JobBuilder held() {
        onAmbiguous = OnAmbiguous.HOLD;
        return this;
    }

    JobBuilder tokens(int newEstimatedTokens) {
        estimatedTokens = newEstimatedTokens;
        return this;
    }

    JobBuilder webhook(String newWebhookUrl) {
        webhookUrl = newWebhookUrl;
        return this;
    }

    JobBuilder within(ExperimentPart newExperiment) {
        experiment = newExperiment;
        return this;
    }

    SubmittedJob build() {
        return new SubmittedJob(id, tenant, keyId, batch, lane, priority, model, request, false, customId, metadata,
                deadline,
                webhookUrl, CachePolicy.DETERMINISTIC, null, onAmbiguous, null, null,
                new TokenEstimate(0, estimatedTokens),
                submittedAt, experiment);
    }
}
