package dev.longhaul.client;

import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A job to submit: an OpenAI chat request and Longhaul's own fields beside it.
 *
 * <pre>{@code
 * JobRequest request = JobRequest.chat("gpt-5.4-nano").user("Name three rivers.").lane(Lane.BATCH)
 *         .idempotencyKey("rivers-1").build();
 * }</pre>
 *
 * With an idempotency key a submit can be repeated without making a second job, so the client repeats it also after a
 * failure that leaves open whether the first try arrived.
 */
public final class JobRequest {

    private final ObjectNode body;
    private final @Nullable String idempotencyKey;

    private JobRequest(ObjectNode body, @Nullable String idempotencyKey) {
        this.body = body;
        this.idempotencyKey = idempotencyKey;
    }

    /** A request of this body, which is used as it is: do not change it afterwards. */
    public static JobRequest of(ObjectNode body) {
        return new JobRequest(body, null);
    }

    /** Begins a request to a model of the platform's catalogue. */
    public static Builder chat(String model) {
        return new Builder(model);
    }

    /**
     * @param key
     *            1 to 255 printable characters; for 24 h the same key is the same job
     */
    public JobRequest withIdempotencyKey(String key) {
        return new JobRequest(body, key);
    }

    public ObjectNode body() {
        return body;
    }

    public Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }

    /** Collects the parts of a request. Not thread-safe. */
    public static final class Builder {

        private final ObjectNode body = Json.MAPPER.createObjectNode();
        private @Nullable String idempotencyKey;

        private Builder(String model) {
            body.put("model", model);
            body.putArray("messages");
        }

        public Builder system(String content) {
            return message("system", content);
        }

        public Builder user(String content) {
            return message("user", content);
        }

        public Builder message(String role, String content) {
            body.withArray("messages").addObject().put("role", role).put("content", content);
            return this;
        }

        public Builder lane(Lane lane) {
            body.put("lane", lane.wire());
            return this;
        }

        /**
         * @param priority
         *            0 (last) to 9 (first) among the tenant's jobs of the lane; 5 when not set
         */
        public Builder priority(int priority) {
            body.put("priority", priority);
            return this;
        }

        /** Adds one of at most 16 pairs: key up to 64 characters, value up to 512. */
        public Builder metadata(String key, String value) {
            body.withObjectProperty("metadata").put(key, value);
            return this;
        }

        /**
         * @param customId
         *            the caller's own name of the job, up to 128 characters
         */
        public Builder customId(String customId) {
            body.put("custom_id", customId);
            return this;
        }

        /**
         * @param batch
         *            the caller's own name of the set of jobs that this is one of: up to 64 letters, digits, dots,
         *            dashes and underscores
         */
        public Builder batch(String batch) {
            body.put("batch", batch);
            return this;
        }

        /** The job expires when it could not start before. */
        public Builder deadline(Instant deadline) {
            body.put("deadline", deadline.toString());
            return this;
        }

        public Builder webhook(URI url) {
            body.put("webhook_url", url.toString());
            return this;
        }

        public Builder cache(CachePolicy policy) {
            body.set("cache", Json.MAPPER.valueToTree(policy));
            return this;
        }

        public Builder onAmbiguous(OnAmbiguous choice) {
            body.set("on_ambiguous", Json.MAPPER.valueToTree(choice));
            return this;
        }

        /** Limits of each provider call, instead of the provider's own. */
        public Builder timeouts(CallTimeouts own) {
            ObjectNode limits = body.putObject("timeouts");
            put(limits, "connect_seconds", own.connectSeconds());
            put(limits, "first_token_seconds", own.firstTokenSeconds());
            put(limits, "idle_seconds", own.idleSeconds());
            put(limits, "total_seconds", own.totalSeconds());
            return this;
        }

        private static void put(ObjectNode limits, String name, @Nullable Integer seconds) {
            if (seconds != null) {
                limits.put(name, seconds);
            }
        }

        /** Whether tokens are published while they are made: see {@link LonghaulClient#events}. */
        public Builder stream(boolean stream) {
            body.put("stream", stream);
            return this;
        }

        /** Any other parameter of a chat request, such as {@code temperature}. */
        public Builder parameter(String name, JsonNode value) {
            body.set(name, value);
            return this;
        }

        /** See {@link JobRequest#withIdempotencyKey}. */
        public Builder idempotencyKey(String key) {
            idempotencyKey = key;
            return this;
        }

        public JobRequest build() {
            return new JobRequest(body.deepCopy(), idempotencyKey);
        }
    }
}
