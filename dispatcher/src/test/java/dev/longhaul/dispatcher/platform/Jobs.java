package dev.longhaul.dispatcher.platform;

import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.message.SubmittedJob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Builds submitted jobs: {@code Jobs.of("acme").lane(Lane.BATCH).one()}. */
public final class Jobs {

    private static final JobIds IDS = new JobIds("sixteen bytes or more".getBytes(StandardCharsets.UTF_8),
            Clock.systemUTC(), new SecureRandom());

    private final String tenant;
    private final Lane lane;
    private final String model;
    private final @Nullable Instant deadline;
    private final int priority;
    private final int tokens;
    private final @Nullable String question;
    private final OnAmbiguous onAmbiguous;
    private final @Nullable String batch;

    private Jobs(String tenant, Lane lane, String model, @Nullable Instant deadline, int priority, int tokens,
            @Nullable String question, OnAmbiguous onAmbiguous, @Nullable String batch) {
        this.tenant = tenant;
        this.lane = lane;
        this.model = model;
        this.deadline = deadline;
        this.priority = priority;
        this.tokens = tokens;
        this.question = question;
        this.onAmbiguous = onAmbiguous;
        this.batch = batch;
    }

    public static Jobs of(String tenant) {
        return new Jobs(tenant, Lane.STANDARD, "small", null, 0, 100, null, OnAmbiguous.RETRY, null);
    }

    public Jobs lane(Lane newLane) {
        return new Jobs(tenant, newLane, model, deadline, priority, tokens, question, onAmbiguous, batch);
    }

    public Jobs model(String newModel) {
        return new Jobs(tenant, lane, newModel, deadline, priority, tokens, question, onAmbiguous, batch);
    }

    public Jobs deadline(Instant newDeadline) {
        return new Jobs(tenant, lane, model, newDeadline, priority, tokens, question, onAmbiguous, batch);
    }

    public Jobs priority(int newPriority) {
        return new Jobs(tenant, lane, model, deadline, newPriority, tokens, question, onAmbiguous, batch);
    }

    public Jobs tokens(int newTokens) {
        return new Jobs(tenant, lane, model, deadline, priority, newTokens, question, onAmbiguous, batch);
    }

    /** Those that ask the same may share an answer. */
    public Jobs asking(String newQuestion) {
        return new Jobs(tenant, lane, model, deadline, priority, tokens, newQuestion, onAmbiguous, batch);
    }

    public Jobs holdWhenAmbiguous() {
        return new Jobs(tenant, lane, model, deadline, priority, tokens, question, OnAmbiguous.HOLD, batch);
    }

    public Jobs batch(String newBatch) {
        return new Jobs(tenant, lane, model, deadline, priority, tokens, question, onAmbiguous, newBatch);
    }

    public SubmittedJob one() {
        return withId(IDS.mint(tenant));
    }

    public SubmittedJob withId(JobId id) {
        return new SubmittedJob(id, tenant, "key_test", batch, lane, priority, model,
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + id + "\"}]}", false,
                null, Map.of(), deadline, null, CachePolicy.NEVER, key(), onAmbiguous, null,
                new TokenEstimate(0, tokens), Instant.now());
    }

    private @Nullable String key() {
        if (question == null) {
            return null;
        }
        UUID key = UUID.nameUUIDFromBytes(question.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(ByteBuffer.allocate(16)
                .putLong(key.getMostSignificantBits()).putLong(key.getLeastSignificantBits()).array());
    }

    public List<SubmittedJob> many(int count) {
        return IntStream.range(0, count).mapToObj(i -> one()).toList();
    }
}
