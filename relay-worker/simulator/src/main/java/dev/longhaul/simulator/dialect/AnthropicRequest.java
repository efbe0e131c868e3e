package dev.longhaul.simulator.dialect;

import dev.longhaul.simulator.chat.AnswerFormat;
import dev.longhaul.simulator.chat.BadRequest;
import dev.longhaul.simulator.chat.ChatCall;
import dev.longhaul.simulator.chat.RawJson;
import dev.longhaul.simulator.chat.TokenEstimate;
import dev.longhaul.simulator.chat.ToolOffer;
import dev.longhaul.simulator.chat.ToolOffer.Demand;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one messages request; an instance serves one body. */
final class AnthropicRequest {

    private final byte[] body;
    private final Conversation conversation = new Conversation();
    private String model = "";
    private boolean stream;
    private int maxTokens;
    private @Nullable RawJson tools;
    private Demand demand = Demand.MAY;
    private @Nullable String forcedTool;
    private AnswerFormat format = new AnswerFormat.Words();

    private AnthropicRequest(byte[] body) {
        this.body = body;
    }

    static ChatCall read(byte[] body) throws BadRequest {
        var request = new AnthropicRequest(body);
        JsonBytes.readBody(body, request::field);
        return request.call();
    }

    private ChatCall call() throws BadRequest {
        required(!model.isEmpty(), "model");
        required(maxTokens > 0, "max_tokens");
        required(!conversation.isEmpty(), "messages");
        var offer = tools == null ? null : new ToolOffer(demand, forcedTool, tools);
        return new ChatCall(model, stream, false, 1, maxTokens, conversation.question(), conversation.tokens(),
                conversation.questionIsLast(), offer, format);
    }

    private static void required(boolean present, String field) throws BadRequest {
        if (!present) {
            throw new BadRequest(field + ": Field required", field);
        }
    }

    private void field(String name, JsonParser parser) throws BadRequest {
        switch (name) {
            case "model" -> model = JsonBytes.string(parser, name);
            case "max_tokens" -> maxTokens = JsonBytes.integer(parser, name, 1, 0);
            case "messages" -> JsonBytes.readObjects(parser, name, element -> {
                JsonBytes.readObject(element, this::messageField);
                conversation.endMessage();
            });
            case "system" -> countTexts(parser);
            case "stream" -> stream = JsonBytes.bool(parser, name);
            case "tools" -> tools = JsonBytes.raw(parser, body, name);
            case "tool_choice" -> JsonBytes.readObject(parser, this::toolChoiceField);
            case "output_config" -> JsonBytes.readObject(parser, this::outputConfigField);
            default -> parser.skipChildren();
        }
    }

    private void messageField(String name, JsonParser parser) throws BadRequest {
        switch (name) {
            case "role" -> conversation.role(JsonBytes.string(parser, "messages.role"));
            case "content" -> {
                if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    conversation.text(parser.getString());
                } else {
                    JsonBytes.readObjects(parser, "messages.content",
                            block -> JsonBytes.readObject(block, this::blockField));
                }
            }
            default -> parser.skipChildren();
        }
    }

    private void blockField(String name, JsonParser parser) throws BadRequest {
        switch (name) {
            case "text" -> conversation.text(JsonBytes.string(parser, "messages.content.text"));
            case "source" -> {
                conversation.tokens(TokenEstimate.IMAGE);
                parser.skipChildren();
            }
            // A tool's result: it counts, but is not the user's question.
            case "content" -> countTexts(parser);
            default -> parser.skipChildren();
        }
    }

    private void countTexts(JsonParser parser) throws BadRequest {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            conversation.tokens(TokenEstimate.of(parser.getString()));
            return;
        }
        JsonBytes.readObjects(parser, "content", block -> JsonBytes.readObject(block, (name, value) -> {
            if (name.equals("text")) {
                conversation.tokens(TokenEstimate.of(JsonBytes.string(value, "content.text")));
            } else {
                value.skipChildren();
            }
        }));
    }

    private void toolChoiceField(String name, JsonParser parser) throws BadRequest {
        switch (name) {
            case "type" -> demand = switch (JsonBytes.string(parser, "tool_choice.type")) {
                case "auto" -> Demand.MAY;
                case "any", "tool" -> Demand.MUST;
                case "none" -> Demand.NEVER;
                default -> throw new BadRequest("tool_choice.type: must be auto, any, tool or none", "tool_choice");
            };
            case "name" -> forcedTool = JsonBytes.string(parser, "tool_choice.name");
            default -> parser.skipChildren();
        }
    }

    private void outputConfigField(String name, JsonParser parser) throws BadRequest {
        if (!name.equals("format") || parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        JsonBytes.readObject(parser, (field, value) -> {
            if (field.equals("schema")) {
                format = new AnswerFormat.JsonOf(JsonBytes.raw(value, body, "output_config.format.schema"));
            } else {
                value.skipChildren();
            }
        });
    }
}
