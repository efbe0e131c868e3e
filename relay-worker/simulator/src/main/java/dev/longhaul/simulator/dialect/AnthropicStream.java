package dev.longhaul.simulator.dialect;

import dev.longhaul.simulator.chat.Answer;
import dev.longhaul.simulator.chat.Answer.Choice;
import dev.longhaul.simulator.chat.Answer.Finish;
import dev.longhaul.simulator.chat.ChatCall;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** The events of one streamed message. */
final class AnthropicStream implements StreamScript {

    private final AnswerHead head;
    private final ChatCall call;
    private final Answer answer;
    private final Choice choice;

    AnthropicStream(AnswerHead head, ChatCall call, Answer answer) {
        this.head = head;
        this.call = call;
        this.answer = answer;
        this.choice = answer.choices().getFirst();
    }

    @Override
    public void open(EventSink sink) {
        event(sink, "message_start", json -> {
            json.writeName("message");
            Anthropic.open(json, head, call);
            json.writeArrayPropertyStart("content");
            json.writeEndArray();
            json.writeNullProperty("stop_reason");
            json.writeNullProperty("stop_sequence");
            Anthropic.usage(json, answer.promptTokens(), 1);
            json.writeEndObject();
        });
        if (choice.finish() != Finish.FILTERED) {
            event(sink, "content_block_start", json -> {
                json.writeNumberProperty("index", 0);
                json.writeObjectPropertyStart("content_block");
                emptyBlock(json);
                json.writeEndObject();
            });
        }
        event(sink, "ping", json -> {
        });
    }

    @Override
    public void piece(EventSink sink, int choiceIndex, String piece) {
        boolean text = choice.tool() == null;
        event(sink, "content_block_delta", json -> {
            json.writeNumberProperty("index", 0);
            json.writeObjectPropertyStart("delta");
            json.writeStringProperty("type", text ? "text_delta" : "input_json_delta");
            json.writeStringProperty(text ? "text" : "partial_json", piece);
            json.writeEndObject();
        });
    }

    @Override
    public void close(EventSink sink) {
        if (choice.finish() != Finish.FILTERED) {
            event(sink, "content_block_stop", json -> json.writeNumberProperty("index", 0));
        }
        event(sink, "message_delta", json -> {
            json.writeObjectPropertyStart("delta");
            json.writeStringProperty("stop_reason", Anthropic.stopReason(choice.finish()));
            json.writeNullProperty("stop_sequence");
            json.writeEndObject();
            json.writeObjectPropertyStart("usage");
            json.writeNumberProperty("output_tokens", answer.completionTokens());
            json.writeEndObject();
        });
        event(sink, "message_stop", json -> {
        });
    }

    private void emptyBlock(JsonGenerator json) {
        if (choice.tool() == null) {
            json.writeStringProperty("type", "text");
            json.writeStringProperty("text", "");
        } else {
            json.writeStringProperty("type", "tool_use");
            json.writeStringProperty("id", Anthropic.toolUseId(head));
            json.writeStringProperty("name", choice.tool());
            json.writeObjectPropertyStart("input");
            json.writeEndObject();
        }
    }

    private static void event(EventSink sink, String type, Consumer<JsonGenerator> fields) {
        sink.event(type, json -> {
            json.writeStartObject();
            json.writeStringProperty("type", type);
            fields.accept(json);
            json.writeEndObject();
        });
    }
}
