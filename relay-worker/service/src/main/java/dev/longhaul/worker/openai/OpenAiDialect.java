package dev.longhaul.worker.openai;

import dev.longhaul.worker.dialect.Chunk;
import dev.longhaul.worker.dialect.Dialect;
import dev.longhaul.worker.dialect.EventReader;
import dev.longhaul.worker.dialect.EventReader.Step;
import dev.longhaul.worker.dialect.Json;
import dev.longhaul.worker.dialect.RateHeaders;
import dev.longhaul.worker.dialect.Reading;
import dev.longhaul.worker.dialect.Translation;
import dev.longhaul.worker.http.Headers;
import dev.longhaul.worker.limit.RateStatus;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Fault;
import dev.longhaul.worker.provider.ProviderCall;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST <base-url>/chat/completions}, as OpenAI and many others have it. Requests and answers pass byte for byte
 * but for the little that is the platform's.
 */
public class OpenAiDialect implements Dialect {

    private static final String DONE = "[DONE]";

    @Override
    public Map<String, String> keyHeaders(String key) {
        return Map.of("authorization", "Bearer " + key);
    }

    @Override
    public Translation request(ProviderCall call) {
        Optional<byte[]> body = RequestRewrite.forProvider(call.request(), call.model(), call.stream());
        return body.isPresent()
                ? new Translation.Ready(path(call), Buffer.buffer(body.get()), List.of())
                : new Translation.Impossible(
                        new Fault(null, "invalid_json", "the request is not a JSON object", null));
    }

    /** Behind the base URL. */
    String path(ProviderCall call) {
        return "/chat/completions";
    }

    @Override
    public Reading read(byte[] body, ProviderCall call, Instant now) {
        return AnswerReader.read(body);
    }

    @Override
    public EventReader events(ProviderCall call, Instant now) {
        return OpenAiDialect::step;
    }

    private static Step step(String event) {
        if (event.equals(DONE)) {
            return Step.LAST;
        }
        Optional<ObjectNode> chunk = Json.object(event);
        if (chunk.isEmpty()) {
            return new Step.Garbage("a piece of it is not a JSON object");
        }
        if (chunk.get().hasNonNull("error") && !chunk.get().has("choices")) {
            return new Step.Failed(OpenAiErrors.inside(event.getBytes(StandardCharsets.UTF_8)));
        }
        return new Step.Said(List.of(new Chunk(event, chunk.get())), false);
    }

    @Override
    public RateStatus limits(Headers headers) {
        return new RateStatus(
                RateHeaders.window(headers, "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests"),
                RateHeaders.window(headers, "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens"));
    }

    @Override
    public AttemptResult.Faulted error(int status, Headers headers, byte[] body, Instant now) {
        return OpenAiErrors.of(status, headers, body, now);
    }
}
