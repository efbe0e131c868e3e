package dev.longhaul.simulator.dialect;

import dev.longhaul.simulator.chat.Answer;
import dev.longhaul.simulator.chat.Answer.Choice;
import dev.longhaul.simulator.chat.Answer.Finish;
import dev.longhaul.simulator.chat.BadRequest;
import dev.longhaul.simulator.chat.ChatCall;
import dev.longhaul.simulator.config.Provider;
import dev.longhaul.simulator.limit.LimitReport;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** OpenAI's chat completions, as its API reference describes them. */
public final class OpenAi implements Dialect {

    private static final String BEARER = "Bearer ";
    private static final int FIXED_PART = 700;

    @Override
    public Provider provider() {
        return Provider.OPENAI;
    }

    @Override
    public String requestIdHeader() {
        return "x-request-id";
    }

    @Override
    public @Nullable String credential(Function<String, @Nullable String> header) {
        var authorization = header.apply("authorization");
        if (authorization == null || !authorization.startsWith(BEARER)) {
            // Azure's name for it.
            return header.apply("api-key");
        }
        return authorization.substring(BEARER.length());
    }

    @Override
    public ChatCall read(byte[] body, Target target) throws BadRequest {
        return OpenAiRequest.read(body, target);
    }

    @Override
    public byte[] answer(AnswerHead head, ChatCall call, Answer answer) {
        return JsonBytes.write(FIXED_PART + 5 * answer.completionTokens(), json -> {
            json.writeStartObject();
            json.writeStringProperty("id", chatId(head));
            json.writeStringProperty("object", "chat.completion");
            json.writeNumberProperty("created", head.createdSeconds());
            json.writeStringProperty("model", call.model());
            json.writeArrayPropertyStart("choices");
            for (int i = 0; i < answer.choices().size(); i++) {
                choice(json, head, i, answer.choices().get(i));
            }
            json.writeEndArray();
            usage(json, answer);
            json.writeStringProperty("service_tier", "default");
            json.writeNullProperty("system_fingerprint");
            json.writeEndObject();
        });
    }

    private static void choice(JsonGenerator json, AnswerHead head, int index, Choice choice) {
        json.writeStartObject();
        json.writeNumberProperty("index", index);
        json.writeObjectPropertyStart("message");
        json.writeStringProperty("role", "assistant");
        if (choice.tool() == null) {
            json.writeStringProperty("content", choice.content());
        } else {
            json.writeNullProperty("content");
            json.writeArrayPropertyStart("tool_calls");
            json.writeStartObject();
            json.writeStringProperty("id", toolCallId(head, index));
            json.writeStringProperty("type", "function");
            json.writeObjectPropertyStart("function");
            json.writeStringProperty("name", choice.tool());
            json.writeStringProperty("arguments", choice.content());
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndArray();
        }
        json.writeNullProperty("refusal");
        json.writeArrayPropertyStart("annotations");
        json.writeEndArray();
        json.writeEndObject();
        json.writeNullProperty("logprobs");
        json.writeStringProperty("finish_reason", finishReason(choice.finish()));
        json.writeEndObject();
    }

    @Override
    public StreamScript stream(AnswerHead head, ChatCall call, Answer answer) {
        return new OpenAiStream(head, call, answer);
    }

    @Override
    public byte[] error(Refusal refusal, String requestId) {
        return JsonBytes.write(256, json -> error(json, refusal));
    }

    @Override
    public void errorEvent(EventSink sink, Refusal refusal, String requestId) {
        sink.data(json -> error(json, refusal));
    }

    private static void error(JsonGenerator json, Refusal refusal) {
        json.writeStartObject();
        json.writeObjectPropertyStart("error");
        json.writeStringProperty("message", refusal.message());
        json.writeStringProperty("type", refusal.type() == null ? errorType(refusal) : refusal.type());
        json.writeStringProperty("param", refusal.param());
        json.writeStringProperty("code", refusal.code() == null ? errorCode(refusal) : refusal.code());
        json.writeEndObject();
        json.writeEndObject();
    }

    @Override
    public void retryHeaders(long millis, boolean inMillis, BiConsumer<String, String> headers) {
        headers.accept("retry-after", RetryTime.wholeSeconds(millis));
        if (inMillis) {
            headers.accept("retry-after-ms", Long.toString(millis));
        }
    }

    @Override
    public void limitHeaders(LimitReport report, Instant now, BiConsumer<String, String> headers) {
        window(report.requests(), "requests", headers);
        window(report.tokens(), "tokens", headers);
    }

    private static void window(LimitReport.@Nullable Window window, String of, BiConsumer<String, String> headers) {
        if (window != null) {
            headers.accept("x-ratelimit-limit-" + of, Integer.toString(window.limit()));
            headers.accept("x-ratelimit-remaining-" + of, Integer.toString(window.remaining()));
            headers.accept("x-ratelimit-reset-" + of, RetryTime.goDuration(window.resetMillis()));
        }
    }

    private static String errorType(Refusal refusal) {
        if ("insufficient_quota".equals(refusal.code())) {
            return "insufficient_quota";
        }
        if (refusal.status() == 429) {
            return refusal.reason() == Refusal.Reason.TOO_MANY_TOKENS ? "tokens" : "requests";
        }
        return refusal.status() >= 500 ? "server_error" : "invalid_request_error";
    }

    private static @Nullable String errorCode(Refusal refusal) {
        return switch (refusal.reason()) {
            case NO_KEY, BAD_REQUEST, TOO_LARGE, INTERNAL -> null;
            case WRONG_KEY -> "invalid_api_key";
            case UNKNOWN_MODEL -> "model_not_found";
            case TOO_MANY_REQUESTS, TOO_MANY_TOKENS, OVERLOADED, SCRIPTED -> switch (refusal.status()) {
                case 401 -> "invalid_api_key";
                case 404 -> "model_not_found";
                case 429 -> "rate_limit_exceeded";
                case 503 -> "server_is_overloaded";
                default -> null;
            };
        };
    }

    static void usage(JsonGenerator json, Answer answer) {
        json.writeObjectPropertyStart("usage");
        json.writeNumberProperty("prompt_tokens", answer.promptTokens());
        json.writeNumberProperty("completion_tokens", answer.completionTokens());
        json.writeNumberProperty("total_tokens", answer.totalTokens());
        json.writeObjectPropertyStart("prompt_tokens_details");
        json.writeNumberProperty("cached_tokens", 0);
        json.writeNumberProperty("audio_tokens", 0);
        json.writeEndObject();
        json.writeObjectPropertyStart("completion_tokens_details");
        json.writeNumberProperty("reasoning_tokens", 0);
        json.writeNumberProperty("audio_tokens", 0);
        json.writeNumberProperty("accepted_prediction_tokens", 0);
        json.writeNumberProperty("rejected_prediction_tokens", 0);
        json.writeEndObject();
        json.writeEndObject();
    }

    static String chatId(AnswerHead head) {
        return "chatcmpl-" + head.id();
    }

    static String toolCallId(AnswerHead head, int choice) {
        return "call_" + head.id() + choice;
    }

    static String finishReason(Finish finish) {
        return switch (finish) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL -> "tool_calls";
            case FILTERED -> "content_filter";
        };
    }
}
