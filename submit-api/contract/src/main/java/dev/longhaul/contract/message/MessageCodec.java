package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.longhaul.contract.message.UnreadableMessageException.Reason;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * The one JSON form of all messages between services. An unknown field is ignored, so that a newer sender may add one;
 * an unknown version is refused. Thread-safe.
 */
public final class MessageCodec {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).addModule(InstantText.module())
            .addModule(LongText.module())
            .addModule(new SimpleModule("records").setDeserializerModifier(new RecordConstructors())).build();

    /** What a version looks like; anything else in its place may be content and is not repeated. */
    private static final Pattern VERSION = Pattern.compile("[a-z0-9_.]{1,64}");

    private MessageCodec() {}

    /** Writes a message as UTF-8 JSON with its version in {@code v}. */
    public static byte[] write(Object message) {
        return MAPPER.writeValueAsBytes(message);
    }

    /**
     * Reads a message of the given type. Nothing of the content stands in the exception's message, for it may be a
     * prompt: only the version and the place.
     *
     * @param bytes
     *            null, as in a record of Kafka that is only a key, is malformed
     * @throws UnreadableMessageException
     *             when the version is unknown or the content is not what the version promises
     */
    public static <T> T read(byte @Nullable [] bytes, Class<T> type) throws UnreadableMessageException {
        if (bytes == null) {
            throw new UnreadableMessageException(Reason.MALFORMED, type.getSimpleName() + " has no content");
        }
        try {
            T message = MAPPER.readValue(bytes, type);
            if (message == null) {
                throw new UnreadableMessageException(Reason.MALFORMED, type.getSimpleName() + " is null");
            }
            return message;
        } catch (InvalidTypeIdException e) {
            throw new UnreadableMessageException(Reason.UNKNOWN_VERSION,
                    type.getSimpleName() + " has " + version(e.getTypeId()) + place(e));
        } catch (JacksonException e) {
            throw new UnreadableMessageException(Reason.MALFORMED, type.getSimpleName() + " is malformed" + place(e));
        }
    }

    private static String version(@Nullable String version) {
        if (version == null) {
            return "no version";
        }
        return VERSION.matcher(version).matches() ? "the unknown version " + version : "something else for a version";
    }

    private static String place(JacksonException e) {
        String path = e.getPath().stream().map(MessageCodec::step).collect(Collectors.joining("."));
        if (!path.isEmpty()) {
            return " at " + path;
        }
        TokenStreamLocation location = e.getLocation();
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String step(JacksonException.Reference reference) {
        String property = reference.getPropertyName();
        if (property == null) {
            return "[" + reference.getIndex() + "]";
        }
        Class<?> owner = reference.from() instanceof Class<?> type ? type : reference.from().getClass();
        // a map's keys are a caller's own words
        return Map.class.isAssignableFrom(owner) ? "*" : property;
    }
}
