package dev.longhaul.worker.anthropic;

import dev.longhaul.worker.chat.ChatRequest;
import dev.longhaul.worker.chat.UntranslatableException;
import dev.longhaul.worker.dialect.Dialect;
import dev.longhaul.worker.dialect.EventReader;
import dev.longhaul.worker.dialect.RateHeaders;
import dev.longhaul.worker.dialect.Reading;
import dev.longhaul.worker.dialect.Translation;
import dev.longhaul.worker.http.Headers;
import dev.longhaul.worker.limit.RateStatus;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ProviderCall;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST <base-url>/messages} of Anthropic's API, as docs/reference/anthropic.md says; the base URL ends with
 * {@code /v1}.
 */
public final class AnthropicDialect implements Dialect {

    private static final String PATH = "/messages";
    /** The next one, 2026-10-21, takes neither temperature nor top_p, which the older models still do. */
    private static final String VERSION = "2023-06-01";

    @Override
    public Map<String, String> keyHeaders(String key) {
        return Map.of("x-api-key", key);
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("anthropic-version", VERSION);
    }

    @Override
    public Translation request(ProviderCall call) {
        try {
            ChatRequest chat = ChatRequest.read(call.request());
            ObjectNode body = new RequestWriter(chat, call).write();
            return new Translation.Ready(PATH, Buffer.buffer(body.toString()),
                    chat.parameters().warnings("Anthropic"));
        } catch (UntranslatableException e) {
            return new Translation.Impossible(e.fault());
        }
    }

    @Override
    public Reading read(byte[] body, ProviderCall call, Instant now) {
        return AnswerReader.read(body, call, now);
    }

    @Override
    public EventReader events(ProviderCall call, Instant now) {
        return new AnswerEvents(call, now);
    }

    @Override
    public RateStatus limits(Headers headers) {
        return new RateStatus(
                RateHeaders.window(headers, "anthropic-ratelimit-requests-limit",
                        "anthropic-ratelimit-requests-remaining"),
                RateHeaders.window(headers, "anthropic-ratelimit-tokens-limit",
                        "anthropic-ratelimit-tokens-remaining"));
    }

    @Override
    public AttemptResult.Faulted error(int status, Headers headers, byte[] body, Instant now) {
        return AnthropicErrors.of(status, headers, body, now);
    }
}
