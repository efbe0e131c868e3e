package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one JSON form of all messages between services. An unknown field is ignored, so that a newer sender may add one;
 * an unknown version is refused. Thread-safe.
 */
public final class MessageCodec {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private MessageCodec() {}

    /** Writes a message as UTF-8 JSON with its version in {@code v}. */
    public static byte[] write(Object message) {
        return MAPPER.writeValueAsBytes(message);
    }

    /**
     * Reads a message of the given type.
     *
     * @throws UnreadableMessageException
     *             when the version is unknown or the content is not what the version promises
     */
    public static <T> T read(byte[] bytes, Class<T> type) throws UnreadableMessageException {
        try {
            T message = MAPPER.readValue(bytes, type);
            if (message == null) {
                throw new UnreadableMessageException(UnreadableMessageException.Reason.MALFORMED, "null", null);
            }
            return message;
        } catch (InvalidTypeIdException e) {
            throw new UnreadableMessageException(UnreadableMessageException.Reason.UNKNOWN_VERSION,
                    "unknown version " + e.getTypeId() + " for " + type.getSimpleName(), null);
        } catch (JacksonException e) {
            // the message of a Jackson error may quote the content, which may be a prompt: only the place is kept
            throw new UnreadableMessageException(UnreadableMessageException.Reason.MALFORMED,
                    type.getSimpleName() + " is malformed at " + place(e), null);
        }
    }

    private static String place(JacksonException e) {
        String path = e.getPathReference();
        return path.isEmpty() ? "line " + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()) : path;
    }
}
