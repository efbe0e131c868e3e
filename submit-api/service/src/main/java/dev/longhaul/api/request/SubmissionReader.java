package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.model.ModelDirectory;
import dev.longhaul.contract.catalog.ModelNames.Resolved;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.plan.Allowed;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Reads a chat request in one pass over its bytes: checks it, takes out what is ours, leaves the rest as it came. The
 * rest is then looked through once more for its tokens, and for its cache key when it is to have one.
 */
public final class SubmissionReader {

    private final ModelDirectory models;
    private final Clock clock;
    private final int completionTokens;
    private final Function<String, CachePolicy> cacheOfTenant;
    private final Function<String, Allowed> allowedOfTenant;
    private final Function<String, Optional<String>> webhookRefusal;
    private final TokenCount tokens = new TokenCount();

    /**
     * @param completionTokens
     *            taken for an answer's length when the request sets no limit
     * @param cacheOfTenant
     *            the use of the answer cache by a tenant's requests that do not say themselves
     * @param allowedOfTenant
     *            which models a tenant may ask for
     * @param webhookRefusal
     *            why a webhook must not go to a URL, such as "must be an https address"; empty when it may
     */
    public SubmissionReader(ModelDirectory models, Clock clock, int completionTokens,
            Function<String, CachePolicy> cacheOfTenant, Function<String, Allowed> allowedOfTenant,
            Function<String, Optional<String>> webhookRefusal) {
        this.models = models;
        this.clock = clock;
        this.completionTokens = completionTokens;
        this.cacheOfTenant = cacheOfTenant;
        this.allowedOfTenant = allowedOfTenant;
        this.webhookRefusal = webhookRefusal;
    }

    /**
     * @param tenant
     *            whose request it is
     * @param defaultLane
     *            the lane of a request that names none
     * @throws ApiException
     *             that says what is wrong and where
     */
    public Submission read(byte[] bytes, String tenant, Lane defaultLane) {
        return read(bytes, 0, bytes.length, tenant, defaultLane);
    }

    /** As the other, for a part of the bytes. */
    public Submission read(byte[] bytes, int offset, int length, String tenant, Lane defaultLane) {
        return read(bytes, offset, length, tenant,
                new OwnFields(defaultLane, cacheOfTenant.apply(tenant), webhookRefusal, clock.instant()));
    }

    /**
     * Reads a request that has been read before and was changed since, as an experiment's variant asks it.
     *
     * @param original
     *            keeps all but the model and what goes to the provider
     * @throws ApiException
     *             as {@link #read(byte[], String, Lane)}
     */
    public Submission again(Submission original, String request, String tenant) {
        byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
        return original.asked(read(bytes, 0, bytes.length, tenant,
                new OwnFields(original.lane(), original.cache(), webhookRefusal, clock.instant())));
    }

    /** Checks the value of a field of a chat request. */
    static void checkField(String name, JsonCursor at) {
        new ChatFields().read(name, at);
    }

    private Submission read(byte[] bytes, int offset, int length, String tenant, OwnFields own) {
        ChatFields chat = new ChatFields();
        KeptText kept = new KeptText(bytes, offset, length);
        try (JsonCursor at = new JsonCursor(bytes, offset, length)) {
            at.begin();
            while (at.next() != JsonToken.END_OBJECT) {
                kept.endField(at.position());
                String name = at.name();
                int start = at.position();
                at.next();
                if (!own.read(name, at) && chat.read(name, at)) {
                    kept.startField(start);
                }
            }
            kept.endField(at.position());
            chat.checkComplete(at);
            at.end();
        }
        return submission(tenant, own, chat, kept);
    }

    /** Reads the name of a lane from a header. */
    public static Lane lane(String text, String header) {
        return OwnFields.lane(text, header);
    }

    private Submission submission(String tenant, OwnFields own, ChatFields chat, KeptText kept) {
        Resolved model = models.resolve(chat.model(), allowedOfTenant.apply(tenant));
        TokenEstimate estimate = tokens.of(Prompt.read(kept), model, chat.maxTokens() < 0
                ? completionTokens
                : chat.maxTokens(), chat.answers());
        String cacheKey = CacheKey.isWanted(own.cache, chat.temperature(), chat.answers())
                ? CacheKey.of(kept, model.name())
                : null;
        return new Submission(own.lane, own.priority, model.name(), kept.text(), chat.stream(), chat.includeUsage(),
                own.customId, own.batch, own.metadata, own.deadline, own.webhookUrl, own.cache, cacheKey,
                own.onAmbiguous, own.timeouts, own.idempotencyKey, estimate, chat.user(), own.experiment);
    }

    /** What we need to know of OpenAI's own fields. */
    private static final class ChatFields {

        private static final long ANY_COUNT = 1L << 40;

        private @Nullable String model;
        private boolean messages;
        private boolean stream;
        private boolean streamOptions;
        private boolean includeUsage;
        private long maxTokens = -1;
        private long answers = 1;
        private @Nullable Double temperature;
        private @Nullable String user;

        /** Checks the value at the cursor; false when the field is not to go to the provider. */
        boolean read(String name, JsonCursor at) {
            boolean present = at.token() != JsonToken.VALUE_NULL;
            switch (name) {
                case "model" -> {
                    Check.STRING.check(at);
                    model = at.text();
                }
                case "stream" -> {
                    Check.nullable(Check.BOOLEAN).check(at);
                    stream = at.token() == JsonToken.VALUE_TRUE;
                    return false;
                }
                case "stream_options" -> {
                    streamOptions = present;
                    readStreamOptions(at, present);
                }
                case "max_tokens", "max_completion_tokens" ->
                    maxTokens = present ? Math.max(maxTokens, Check.integer(at, 1, ANY_COUNT)) : maxTokens;
                case "temperature" -> {
                    ChatRules.TEMPERATURE.check(at);
                    temperature = present ? at.number() : null;
                }
                case "user" -> {
                    ChatRules.USER.check(at);
                    user = present ? at.text() : null;
                }
                case "n" -> answers = present ? Check.integer(at, 1, 128) : 1;
                default -> {
                    messages |= name.equals("messages");
                    ChatRules.FIELDS.getOrDefault(name, Check.ANY).check(at);
                }
            }
            return true;
        }

        private void readStreamOptions(JsonCursor at, boolean present) {
            if (!present) {
                return;
            }
            if (at.token() != JsonToken.START_OBJECT) {
                throw at.invalid("must be an object");
            }
            while (at.next() != JsonToken.END_OBJECT) {
                boolean usage = at.name().equals("include_usage");
                at.next();
                if (usage) {
                    Check.nullable(Check.BOOLEAN).check(at);
                    includeUsage = at.token() == JsonToken.VALUE_TRUE;
                } else {
                    at.skip();
                }
            }
        }

        void checkComplete(JsonCursor at) {
            if (model == null) {
                throw at.missing("model");
            }
            if (!messages) {
                throw at.missing("messages");
            }
            if (streamOptions && !stream) {
                throw ApiException.of(ErrorCode.INVALID_PARAMETER, "'stream_options' needs 'stream' to be true.",
                        "stream_options");
            }
        }

        String model() {
            return model == null ? "" : model;
        }

        boolean stream() {
            return stream;
        }

        boolean includeUsage() {
            return includeUsage;
        }

        long maxTokens() {
            return maxTokens;
        }

        long answers() {
            return answers;
        }

        @Nullable
        Double temperature() {
            return temperature;
        }

        @Nullable
        String user() {
            return user;
        }
    }
}
