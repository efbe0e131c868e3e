package dev.longhaul.worker.gemini;

import dev.longhaul.worker.chat.ChatRequest;
import dev.longhaul.worker.chat.UntranslatableException;
import dev.longhaul.worker.dialect.Dialect;
import dev.longhaul.worker.dialect.EventReader;
import dev.longhaul.worker.dialect.EventReader.Step;
import dev.longhaul.worker.dialect.Json;
import dev.longhaul.worker.dialect.Reading;
import dev.longhaul.worker.dialect.Translation;
import dev.longhaul.worker.http.Headers;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ProviderCall;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST <base-url>/models/<model>:generateContent}, as the Gemini API has it; its base URL ends with
 * {@code /v1beta}. A whole answer has the form of an event of a streamed one, so both are read in the same way.
 */
public final class GeminiDialect implements Dialect {

    @Override
    public Map<String, String> keyHeaders(String key) {
        return Map.of("x-goog-api-key", key);
    }

    @Override
    public Translation request(ProviderCall call) {
        try {
            ChatRequest request = ChatRequest.read(call.request());
            Buffer body = Buffer.buffer(RequestWriter.write(request, call.model()).toString());
            return new Translation.Ready(path(call), body, request.parameters().warnings("Gemini"));
        } catch (UntranslatableException e) {
            return new Translation.Impossible(e.fault());
        }
    }

    private static String path(ProviderCall call) {
        return "/models/" + URLEncoder.encode(call.model(), StandardCharsets.UTF_8).replace("+", "%20")
                + (call.stream() ? ":streamGenerateContent?alt=sse" : ":generateContent");
    }

    @Override
    public Reading read(byte[] body, ProviderCall call, Instant now) {
        Optional<ObjectNode> answer = Json.object(body);
        if (answer.isEmpty()) {
            return new Reading.Garbage("not a JSON object, or cut off");
        }
        return switch (new AnswerReader(call, now).read(answer.get())) {
            case Step.Said said -> Reading.of(said.chunks());
            case Step.Failed(AttemptResult.Faulted error) -> new Reading.DressedError(error);
            case Step.Garbage(String reason) -> new Reading.Garbage(reason);
        };
    }

    @Override
    public EventReader events(ProviderCall call, Instant now) {
        return new AnswerReader(call, now);
    }

    @Override
    public AttemptResult.Faulted error(int status, Headers headers, byte[] body, Instant now) {
        return GeminiErrors.of(status, headers, body, now);
    }
}
