package dev.longhaul.simulator.dialect;

import dev.longhaul.simulator.chat.Answer;
import dev.longhaul.simulator.chat.ChatCall;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The chunks of one streamed chat completion. */
final class OpenAiStream implements StreamScript {

    private final AnswerHead head;
    private final ChatCall call;
    private final Answer answer;

    OpenAiStream(AnswerHead head, ChatCall call, Answer answer) {
        this.head = head;
        this.call = call;
        this.answer = answer;
    }

    @Override
    public void open(EventSink sink) {
        for (int i = 0; i < answer.choices().size(); i++) {
            int index = i;
            var tool = answer.choices().get(i).tool();
            chunk(sink, index, null, json -> {
                json.writeStringProperty("role", "assistant");
                if (tool == null) {
                    json.writeStringProperty("content", "");
                } else {
                    json.writeNullProperty("content");
                    openToolCall(json, index, tool);
                }
                json.writeNullProperty("refusal");
            });
        }
    }

    @Override
    public void piece(EventSink sink, int choice, String piece) {
        boolean text = answer.choices().get(choice).tool() == null;
        chunk(sink, choice, null, json -> {
            if (text) {
                json.writeStringProperty("content", piece);
            } else {
                json.writeArrayPropertyStart("tool_calls");
                json.writeStartObject();
                json.writeNumberProperty("index", 0);
                json.writeObjectPropertyStart("function");
                json.writeStringProperty("arguments", piece);
                json.writeEndObject();
                json.writeEndObject();
                json.writeEndArray();
            }
        });
    }

    @Override
    public void close(EventSink sink) {
        for (int i = 0; i < answer.choices().size(); i++) {
            chunk(sink, i, OpenAi.finishReason(answer.choices().get(i).finish()), json -> {
            });
        }
        if (call.usageInStream()) {
            sink.data(json -> {
                open(json);
                json.writeArrayPropertyStart("choices");
                json.writeEndArray();
                OpenAi.usage(json, answer);
                json.writeEndObject();
            });
        }
        sink.text("[DONE]");
    }

    private void openToolCall(JsonGenerator json, int choice, String tool) {
        json.writeArrayPropertyStart("tool_calls");
        json.writeStartObject();
        json.writeNumberProperty("index", 0);
        json.writeStringProperty("id", OpenAi.toolCallId(head, choice));
        json.writeStringProperty("type", "function");
        json.writeObjectPropertyStart("function");
        json.writeStringProperty("name", tool);
        json.writeStringProperty("arguments", "");
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndArray();
    }

    private void chunk(EventSink sink, int choice, @Nullable String finish, Consumer<JsonGenerator> delta) {
        sink.data(json -> {
            open(json);
            json.writeArrayPropertyStart("choices");
            json.writeStartObject();
            json.writeNumberProperty("index", choice);
            json.writeObjectPropertyStart("delta");
            delta.accept(json);
            json.writeEndObject();
            json.writeNullProperty("logprobs");
            json.writeStringProperty("finish_reason", finish);
            json.writeEndObject();
            json.writeEndArray();
            if (call.usageInStream()) {
                json.writeNullProperty("usage");
            }
            json.writeEndObject();
        });
    }

    private void open(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("id", OpenAi.chatId(head));
        json.writeStringProperty("object", "chat.completion.chunk");
        json.writeNumberProperty("created", head.createdSeconds());
        json.writeStringProperty("model", call.model());
        json.writeStringProperty("service_tier", "default");
        json.writeNullProperty("system_fingerprint");
    }
}
