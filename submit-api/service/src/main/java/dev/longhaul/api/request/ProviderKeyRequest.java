package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.key.SealedKey;
import dev.longhaul.contract.plan.Quota;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * A key that a provider is to be called with.
 *
 * @param name
 *            for people
 * @param apiKey
 *            the key itself, which nothing but this object and the request ever holds
 * @param weight
 *            its share of the calls, 1 to {@value SealedKey#MAX_WEIGHT}
 * @param requestsPerMinute
 *            what the provider allows it for each model; null when the answers should tell
 * @param tokensPerMinute
 *            as requestsPerMinute
 * @param revision
 *            of the keys that the change was made of; null when the caller does not care
 */
public record ProviderKeyRequest(String name, String apiKey, int weight, @Nullable Long requestsPerMinute,
        @Nullable Long tokensPerMinute, @Nullable Long revision, String reason) {

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    /**
     * @throws ApiException
     *             that says what is wrong and where, and never holds a value
     */
    public static ProviderKeyRequest read(byte[] body) {
        Draft draft = new Draft();
        try (JsonCursor at = new JsonCursor(body, 0, body.length)) {
            at.begin();
            while (at.next() != JsonToken.END_OBJECT) {
                String field = at.name();
                at.next();
                draft.take(field, at);
            }
            ProviderKeyRequest read = draft.whole(at);
            at.end();
            return read;
        } catch (ApiException e) {
            // the parser quotes what it does not understand, which may be the key
            throw e.code() == ErrorCode.INVALID_JSON
                    ? ApiException.of(ErrorCode.INVALID_JSON,
                            "The body is not one valid JSON object; where is not said, because it holds a key.")
                    : e;
        }
    }

    @Override
    public String toString() {
        return "ProviderKeyRequest[" + name + "]";
    }

    private static final class Draft {

        private @Nullable String name;
        private @Nullable String apiKey;
        private int weight = 1;
        private @Nullable Long requestsPerMinute;
        private @Nullable Long tokensPerMinute;
        private @Nullable Long revision;
        private @Nullable String reason;

        void take(String field, JsonCursor at) {
            switch (field) {
                case "name" -> name = text(at, NAME,
                        "must have 1 to 64 letters, digits, dots, dashes and underscores, and begin with one of the first two");
                case "api_key" -> apiKey = text(at, SealedKey.SENDABLE,
                        "must have 1 to 1024 printable ASCII characters and no blank");
                case "weight" -> weight = (int) Check.integer(at, 1, SealedKey.MAX_WEIGHT);
                case "requests_per_minute" -> requestsPerMinute = limit(at, Quota.MAX_REQUESTS);
                case "tokens_per_minute" -> tokensPerMinute = limit(at, Quota.MAX_TOKENS);
                case "revision" -> revision = Check.integer(at, 0, Long.MAX_VALUE);
                case "reason" -> reason = Reason.read(at);
                default -> throw at.unknown();
            }
        }

        private static String text(JsonCursor at, String pattern, String otherwise) {
            Check.STRING.check(at);
            String text = at.text();
            if (!text.matches(pattern)) {
                throw at.invalid(otherwise);
            }
            return text;
        }

        private static @Nullable Long limit(JsonCursor at, long most) {
            return at.token() == JsonToken.VALUE_NULL ? null : Check.integer(at, 1, most);
        }

        ProviderKeyRequest whole(JsonCursor at) {
            return new ProviderKeyRequest(required(name, "name", at), required(apiKey, "api_key", at), weight,
                    requestsPerMinute, tokensPerMinute, revision, required(reason, "reason", at));
        }

        private static String required(@Nullable String value, String field, JsonCursor at) {
            if (value == null) {
                throw at.missing(field);
            }
            return value;
        }
    }
}
