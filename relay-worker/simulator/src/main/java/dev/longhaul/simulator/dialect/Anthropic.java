package dev.longhaul.simulator.dialect;

import dev.longhaul.simulator.chat.Answer;
import dev.longhaul.simulator.chat.Answer.Choice;
import dev.longhaul.simulator.chat.Answer.Finish;
import dev.longhaul.simulator.chat.BadRequest;
import dev.longhaul.simulator.chat.ChatCall;
import dev.longhaul.simulator.config.Provider;
import dev.longhaul.simulator.limit.LimitReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Anthropic's messages, as its API reference describes them. */
public final class Anthropic implements Dialect {

    private static final String BEARER = "Bearer ";
    private static final int FIXED_PART = 400;

    @Override
    public Provider provider() {
        return Provider.ANTHROPIC;
    }

    @Override
    public String requestIdHeader() {
        return "request-id";
    }

    @Override
    public @Nullable String credential(Function<String, @Nullable String> header) {
        var key = header.apply("x-api-key");
        var authorization = header.apply("authorization");
        if (key != null || authorization == null || !authorization.startsWith(BEARER)) {
            return key;
        }
        return authorization.substring(BEARER.length());
    }

    @Override
    public void checkHeaders(Function<String, @Nullable String> header) throws BadRequest {
        if (header.apply("anthropic-version") == null) {
            throw new BadRequest("anthropic-version: header is required", null);
        }
    }

    @Override
    public ChatCall read(byte[] body, Target target) throws BadRequest {
        return AnthropicRequest.read(body);
    }

    @Override
    public byte[] answer(AnswerHead head, ChatCall call, Answer answer) {
        return JsonBytes.write(FIXED_PART + 5 * answer.completionTokens(), json -> {
            var choice = answer.choices().getFirst();
            open(json, head, call);
            json.writeArrayPropertyStart("content");
            if (choice.finish() != Finish.FILTERED) {
                block(json, head, choice);
            }
            json.writeEndArray();
            json.writeStringProperty("stop_reason", stopReason(choice.finish()));
            json.writeNullProperty("stop_sequence");
            usage(json, answer.promptTokens(), answer.completionTokens());
            json.writeEndObject();
        });
    }

    private static void block(JsonGenerator json, AnswerHead head, Choice choice) {
        json.writeStartObject();
        if (choice.tool() == null) {
            json.writeStringProperty("type", "text");
            json.writeStringProperty("text", choice.content());
        } else {
            json.writeStringProperty("type", "tool_use");
            json.writeStringProperty("id", toolUseId(head));
            json.writeStringProperty("name", choice.tool());
            json.writeName("input");
            json.writeRawValue(choice.content());
        }
        json.writeEndObject();
    }

    @Override
    public StreamScript stream(AnswerHead head, ChatCall call, Answer answer) {
        return new AnthropicStream(head, call, answer);
    }

    @Override
    public byte[] error(Refusal refusal, String requestId) {
        return JsonBytes.write(256, json -> error(json, refusal, requestId));
    }

    @Override
    public void errorEvent(EventSink sink, Refusal refusal, String requestId) {
        sink.event("error", json -> error(json, refusal, requestId));
    }

    private static void error(JsonGenerator json, Refusal refusal, String requestId) {
        json.writeStartObject();
        json.writeStringProperty("type", "error");
        json.writeObjectPropertyStart("error");
        json.writeStringProperty("type", refusal.type() == null ? errorType(refusal.status()) : refusal.type());
        json.writeStringProperty("message", refusal.message());
        if (refusal.code() != null) {
            json.writeObjectPropertyStart("details");
            json.writeStringProperty("error_code", refusal.code());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeStringProperty("request_id", requestId);
        json.writeEndObject();
    }

    private static String errorType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 503, 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }

    @Override
    public void retryHeaders(long millis, boolean inMillis, BiConsumer<String, String> headers) {
        headers.accept("retry-after", RetryTime.wholeSeconds(millis));
    }

    @Override
    public void limitHeaders(LimitReport report, Instant now, BiConsumer<String, String> headers) {
        window(report.requests(), "requests", now, headers);
        window(report.tokens(), "tokens", now, headers);
        window(report.inputTokens(), "input-tokens", now, headers);
        window(report.outputTokens(), "output-tokens", now, headers);
    }

    private static void window(LimitReport.@Nullable Window window, String of, Instant now,
            BiConsumer<String, String> headers) {
        if (window != null) {
            headers.accept("anthropic-ratelimit-" + of + "-limit", Integer.toString(window.limit()));
            headers.accept("anthropic-ratelimit-" + of + "-remaining", Integer.toString(window.remaining()));
            // Whole seconds, rounded up.
            var reset = now.plusMillis(window.resetMillis() + 999).truncatedTo(ChronoUnit.SECONDS);
            headers.accept("anthropic-ratelimit-" + of + "-reset", reset.toString());
        }
    }

    static void open(JsonGenerator json, AnswerHead head, ChatCall call) {
        json.writeStartObject();
        json.writeStringProperty("id", "msg_" + head.id());
        json.writeStringProperty("type", "message");
        json.writeStringProperty("role", "assistant");
        json.writeStringProperty("model", call.model());
    }

    static void usage(JsonGenerator json, int inputTokens, int outputTokens) {
        json.writeObjectPropertyStart("usage");
        json.writeNumberProperty("input_tokens", inputTokens);
        json.writeNumberProperty("cache_creation_input_tokens", 0);
        json.writeNumberProperty("cache_read_input_tokens", 0);
        json.writeNumberProperty("output_tokens", outputTokens);
        json.writeStringProperty("service_tier", "standard");
        json.writeEndObject();
    }

    static String toolUseId(AnswerHead head) {
        return "toolu_" + head.id();
    }

    static String stopReason(Finish finish) {
        return switch (finish) {
            case STOP -> "end_turn";
            case LENGTH -> "max_tokens";
            case TOOL -> "tool_use";
            case FILTERED -> "refusal";
        };
    }
}
