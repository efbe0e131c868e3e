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
    private Lane lane = Lane.STANDARD;
    private String model = "small";
    private String keyId = "key_test";
    private @Nullable Instant deadline;
    private int priority;
    private int tokens = 100;
    private String prompt = "";
    private @Nullable String question;
    private OnAmbiguous onAmbiguous = OnAmbiguous.RETRY;
    private @Nullable String batch;

    private Jobs(String tenant) {
        this.tenant = tenant;
    }

    public static Jobs of(String tenant) {
        return new Jobs(tenant);
    }

    public Jobs by(String newKeyId) {
        keyId = newKeyId;
        return this;
    }

    public Jobs lane(Lane newLane) {
        lane = newLane;
        return this;
    }

    public Jobs model(String newModel) {
        model = newModel;
        return this;
    }

    public Jobs deadline(Instant newDeadline) {
        deadline = newDeadline;
        return this;
    }

    public Jobs priority(int newPriority) {
        priority = newPriority;
        return this;
    }

    public Jobs tokens(int newTokens) {
        tokens = newTokens;
        return this;
    }

    public Jobs promptChars(int length) {
        prompt = "x".repeat(length);
        return this;
    }

    /** Those that ask the same may share an answer. */
    public Jobs asking(String newQuestion) {
        question = newQuestion;
        return this;
    }

    public Jobs holdWhenAmbiguous() {
        onAmbiguous = OnAmbiguous.HOLD;
        return this;
    }

    public Jobs batch(String newBatch) {
        batch = newBatch;
        return this;
    }

    public SubmittedJob one() {
        return withId(IDS.mint(tenant));
    }

    public SubmittedJob withId(JobId id) {
        return new SubmittedJob(id, tenant, keyId, batch, lane, priority, model,
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + id + prompt + "\"}]}",
                false,
                null, Map.of(), deadline, null, CachePolicy.NEVER, key(), onAmbiguous, null, null,
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
