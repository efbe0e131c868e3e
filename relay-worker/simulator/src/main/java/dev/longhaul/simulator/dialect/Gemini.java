package dev.longhaul.simulator.dialect;

import dev.longhaul.simulator.chat.Answer;
import dev.longhaul.simulator.chat.Answer.Choice;
import dev.longhaul.simulator.chat.Answer.Finish;
import dev.longhaul.simulator.chat.BadRequest;
import dev.longhaul.simulator.chat.ChatCall;
import dev.longhaul.simulator.config.Provider;
import dev.longhaul.simulator.dialect.Refusal.Reason;
import dev.longhaul.simulator.limit.LimitReport;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Gemini's generateContent and streamGenerateContent, as its API reference describes them. */
public final class Gemini implements Dialect {

    private static final int FIXED_PART = 400;
    private static final String TYPES = "type.googleapis.com/google.rpc.";

    @Override
    public Provider provider() {
        return Provider.GEMINI;
    }

    @Override
    public @Nullable String requestIdHeader() {
        return null;
    }

    @Override
    public @Nullable String credential(Function<String, @Nullable String> header) {
        return header.apply("x-goog-api-key");
    }

    @Override
    public ChatCall read(byte[] body, Target target) throws BadRequest {
        return GeminiRequest.read(body, target);
    }

    @Override
    public byte[] answer(AnswerHead head, ChatCall call, Answer answer) {
        return JsonBytes.write(FIXED_PART + 5 * answer.completionTokens(), json -> {
            json.writeStartObject();
            if (isBlocked(answer)) {
                blocked(json);
            } else {
                json.writeArrayPropertyStart("candidates");
                for (int i = 0; i < answer.choices().size(); i++) {
                    var choice = answer.choices().get(i);
                    candidate(json, i, choice, choice.content(), true);
                }
                json.writeEndArray();
            }
            close(json, head, call, answer, answer.completionTokens());
        });
    }

    @Override
    public StreamScript stream(AnswerHead head, ChatCall call, Answer answer) {
        return new GeminiStream(head, call, answer);
    }

    @Override
    public int status(Refusal refusal) {
        return switch (refusal.reason()) {
            case NO_KEY -> 403;
            case WRONG_KEY -> 400;
            default -> refusal.status();
        };
    }

    @Override
    public byte[] error(Refusal refusal, String requestId) {
        return JsonBytes.write(256, json -> error(json, refusal));
    }

    @Override
    public void errorEvent(EventSink sink, Refusal refusal, String requestId) {
        sink.dataWithCr(json -> error(json, refusal));
    }

    private void error(JsonGenerator json, Refusal refusal) {
        int status = status(refusal);
        json.writeStartObject();
        json.writeObjectPropertyStart("error");
        json.writeNumberProperty("code", status);
        json.writeStringProperty("message", refusal.message());
        json.writeStringProperty("status", refusal.type() == null ? errorStatus(status) : refusal.type());
        json.writeArrayPropertyStart("details");
        var reason = refusal.reason() == Reason.WRONG_KEY ? "API_KEY_INVALID" : refusal.code();
        if (reason != null) {
            json.writeStartObject();
            json.writeStringProperty("@type", TYPES + "ErrorInfo");
            json.writeStringProperty("reason", reason);
            json.writeStringProperty("domain", "googleapis.com");
            json.writeEndObject();
        }
        if (refusal.retryAfterMillis() >= 0) {
            json.writeStartObject();
            json.writeStringProperty("@type", TYPES + "RetryInfo");
            json.writeStringProperty("retryDelay", RetryTime.protobufSeconds(refusal.retryAfterMillis()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    private static String errorStatus(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 409 -> "ABORTED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
        };
    }

    @Override
    public void retryHeaders(long millis, boolean inMillis, BiConsumer<String, String> headers) {
        // Gemini says it in the body.
    }

    @Override
    public void limitHeaders(LimitReport report, Instant now, BiConsumer<String, String> headers) {
        // Gemini has none.
    }

    static boolean isBlocked(Answer answer) {
        return answer.choices().getFirst().finish() == Finish.FILTERED;
    }

    static void blocked(JsonGenerator json) {
        json.writeObjectPropertyStart("promptFeedback");
        json.writeStringProperty("blockReason", "PROHIBITED_CONTENT");
        json.writeEndObject();
    }

    static void candidate(JsonGenerator json, int index, Choice choice, String content, boolean last) {
        json.writeStartObject();
        json.writeObjectPropertyStart("content");
        json.writeArrayPropertyStart("parts");
        json.writeStartObject();
        if (choice.tool() == null) {
            json.writeStringProperty("text", content);
        } else {
            json.writeObjectPropertyStart("functionCall");
            json.writeStringProperty("name", choice.tool());
            json.writeName("args");
            json.writeRawValue(content);
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeEndArray();
        json.writeStringProperty("role", "model");
        json.writeEndObject();
        if (last) {
            json.writeStringProperty("finishReason", choice.finish() == Finish.LENGTH ? "MAX_TOKENS" : "STOP");
        }
        json.writeNumberProperty("index", index);
        json.writeEndObject();
    }

    static void close(JsonGenerator json, AnswerHead head, ChatCall call, Answer answer, int candidatesTokens) {
        json.writeObjectPropertyStart("usageMetadata");
        json.writeNumberProperty("promptTokenCount", answer.promptTokens());
        json.writeNumberProperty("candidatesTokenCount", candidatesTokens);
        json.writeNumberProperty("totalTokenCount", answer.promptTokens() + candidatesTokens);
        json.writeEndObject();
        json.writeStringProperty("modelVersion", call.model());
        json.writeStringProperty("responseId", head.id());
        json.writeEndObject();
    }
}
