package dev.longhaul.worker.openai;

import dev.longhaul.worker.dialect.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Turns a client's chat request into the provider's: its top-level {@code model}, {@code stream} and
 * {@code stream_options} are replaced. Everything else passes byte for byte, so that numbers, escapes and fields that
 * nobody here knows arrive as the client wrote them.
 */
final class RequestRewrite {

    private static final Set<String> REPLACED = Set.of("model", "stream", "stream_options");
    private static final String STREAMED = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";

    private RequestRewrite() {}

    /** The provider's request as UTF-8; empty when the text is not one JSON object. */
    static Optional<byte[]> forProvider(String request, String model, boolean stream) {
        byte[] source = request.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(source.length + 128);
        out.writeBytes(head(model, stream));
        try (JsonParser parser = Json.parser(source)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
                boolean replaced = REPLACED.contains(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
                // a text is read lazily: only finishing it moves the parser behind it
                parser.finishToken();
                int end = Math.toIntExact(parser.currentLocation().getByteOffset());
                if (!replaced) {
                    out.write(',');
                    out.write(source, start, end - start);
                }
            }
            if (parser.nextToken() != null) {
                return Optional.empty();
            }
        } catch (JacksonException e) {
            return Optional.empty();
        }
        out.write('}');
        return Optional.of(out.toByteArray());
    }

    private static byte[] head(String model, boolean stream) {
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsCharArray(model));
        return ("{\"model\":\"" + quoted + '"' + (stream ? STREAMED : "")).getBytes(StandardCharsets.UTF_8);
    }
}
