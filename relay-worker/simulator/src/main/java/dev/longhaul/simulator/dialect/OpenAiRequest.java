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

/** Reads one chat completion request; an instance serves one body. */
final class OpenAiRequest {

    private static final int MOST_CHOICES = 128;

    private final byte[] body;
    private final Conversation conversation = new Conversation();
    private String model = "";
    private boolean stream;
    private boolean usageInStream;
    private int choices = 1;
    private int maxTokens;
    private @Nullable RawJson tools;
    private Demand demand = Demand.MAY;
    private @Nullable String forcedTool;
    private AnswerFormat format = new AnswerFormat.Words();

    private OpenAiRequest(byte[] body) {
        this.body = body;
    }

    static ChatCall read(byte[] body, Target target) throws BadRequest {
        var request = new OpenAiRequest(body);
        JsonBytes.readBody(body, request::field);
        if (!target.model().isEmpty()) {
            request.model = target.model();
        }
        return request.call();
    }

    private ChatCall call() throws BadRequest {
        if (model.isEmpty()) {
            throw new BadRequest("Missing required parameter: 'model'.", "model");
        }
        if (conversation.isEmpty()) {
            throw new BadRequest("Missing required parameter: 'messages'.", "messages");
        }
        var offer = tools == null ? null : new ToolOffer(demand, forcedTool, tools);
        return new ChatCall(model, stream, usageInStream, choices, maxTokens, conversation.question(),
                conversation.tokens(), conversation.questionIsLast(), offer, format);
    }

    private void field(String name, JsonParser parser) throws BadRequest {
        switch (name) {
            case "model" -> model = JsonBytes.string(parser, name);
            case "messages" -> JsonBytes.readObjects(parser, name, element -> {
                JsonBytes.readObject(element, this::messageField);
                conversation.endMessage();
            });
            case "stream" -> stream = JsonBytes.bool(parser, name);
            case "stream_options" -> streamOptions(parser);
            case "n" -> choices = choices(JsonBytes.integer(parser, name, 1, 1));
            case "max_tokens", "max_completion_tokens" ->
                maxTokens = Math.max(maxTokens, JsonBytes.integer(parser, name, 1, 0));
            case "tools" -> tools = parser.currentToken() == JsonToken.VALUE_NULL
                    ? null
                    : JsonBytes.raw(parser, body, name);
            case "tool_choice" -> toolChoice(parser);
            case "response_format" -> responseFormat(parser);
            default -> parser.skipChildren();
        }
    }

    private static int choices(int wanted) throws BadRequest {
        if (wanted > MOST_CHOICES) {
            throw new BadRequest("Invalid 'n': expected at most " + MOST_CHOICES + ".", "n");
        }
        return wanted;
    }

    private void messageField(String name, JsonParser parser) throws BadRequest {
        switch (name) {
            case "role" -> conversation.role(JsonBytes.string(parser, "messages.role"));
            case "content" -> content(parser);
            default -> parser.skipChildren();
        }
    }

    private void content(JsonParser parser) throws BadRequest {
        switch (parser.currentToken()) {
            case VALUE_STRING -> conversation.text(parser.getString());
            case VALUE_NULL -> {
                // An assistant's message that only calls tools.
            }
            default -> JsonBytes.readObjects(parser, "messages.content",
                    part -> JsonBytes.readObject(part, this::partField));
        }
    }

    private void partField(String name, JsonParser parser) {
        if (name.equals("text") && parser.currentToken() == JsonToken.VALUE_STRING) {
            conversation.text(parser.getString());
        } else if (name.equals("image_url")) {
            conversation.tokens(TokenEstimate.IMAGE);
            parser.skipChildren();
        } else {
            parser.skipChildren();
        }
    }

    private void streamOptions(JsonParser parser) throws BadRequest {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        JsonBytes.readObject(parser, (name, value) -> {
            if (name.equals("include_usage")) {
                usageInStream = JsonBytes.bool(value, "stream_options.include_usage");
            } else {
                value.skipChildren();
            }
        });
    }

    private void toolChoice(JsonParser parser) throws BadRequest {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            demand = Demand.MUST;
            JsonBytes.readObject(parser, (name, value) -> {
                if (name.equals("function")) {
                    JsonBytes.readObject(value, (inner, text) -> forcedTool = JsonBytes.string(text, "tool_choice"));
                } else {
                    value.skipChildren();
                }
            });
            return;
        }
        demand = switch (JsonBytes.string(parser, "tool_choice")) {
            case "none" -> Demand.NEVER;
            case "auto" -> Demand.MAY;
            case "required" -> Demand.MUST;
            default -> throw new BadRequest("Invalid value for 'tool_choice'.", "tool_choice");
        };
    }

    private void responseFormat(JsonParser parser) throws BadRequest {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        JsonBytes.readObject(parser, (name, value) -> {
            if (name.equals("type") && JsonBytes.string(value, "response_format.type").equals("json_object")) {
                format = new AnswerFormat.AnyJson();
            } else if (name.equals("json_schema")) {
                JsonBytes.readObject(value, this::jsonSchemaField);
            } else {
                value.skipChildren();
            }
        });
    }

    private void jsonSchemaField(String name, JsonParser parser) throws BadRequest {
        if (name.equals("schema")) {
            format = new AnswerFormat.JsonOf(JsonBytes.raw(parser, body, "response_format.json_schema.schema"));
        } else {
            parser.skipChildren();
        }
    }
}
