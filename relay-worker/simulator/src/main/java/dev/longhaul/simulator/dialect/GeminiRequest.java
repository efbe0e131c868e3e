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

/** Reads one generateContent request; an instance serves one body. */
final class GeminiRequest {

    private final byte[] body;
    private final Target target;
    private final Conversation conversation = new Conversation();
    private int choices = 1;
    private int maxTokens;
    private @Nullable RawJson tools;
    private Demand demand = Demand.MAY;
    private @Nullable String forcedTool;
    private boolean json;
    private @Nullable RawJson schema;

    private GeminiRequest(byte[] body, Target target) {
        this.body = body;
        this.target = target;
    }

    static ChatCall read(byte[] body, Target target) throws BadRequest {
        var request = new GeminiRequest(body, target);
        JsonBytes.readBody(body, request::field);
        return request.call();
    }

    private ChatCall call() throws BadRequest {
        if (conversation.isEmpty()) {
            throw new BadRequest("* GenerateContentRequest.contents: contents is not specified", "contents");
        }
        var offer = tools == null ? null : new ToolOffer(demand, forcedTool, tools);
        return new ChatCall(target.model(), target.stream(), false, choices, maxTokens, conversation.question(),
                conversation.tokens(), conversation.questionIsLast(), offer, format());
    }

    private AnswerFormat format() {
        if (schema != null) {
            return new AnswerFormat.JsonOf(schema);
        }
        return json ? new AnswerFormat.AnyJson() : new AnswerFormat.Words();
    }

    private void field(String name, JsonParser parser) throws BadRequest {
        switch (name) {
            case "contents" -> JsonBytes.readObjects(parser, name, element -> {
                // The role may be left out; the content is the user's then.
                conversation.role("user");
                JsonBytes.readObject(element, this::contentField);
                conversation.endMessage();
            });
            case "systemInstruction" -> JsonBytes.readObject(parser, this::systemField);
            case "generationConfig" -> JsonBytes.readObject(parser, this::generationField);
            case "tools" -> tools = JsonBytes.raw(parser, body, name);
            case "toolConfig" -> JsonBytes.readObject(parser, this::toolConfigField);
            default -> parser.skipChildren();
        }
    }

    private void contentField(String name, JsonParser parser) throws BadRequest {
        switch (name) {
            case "role" -> conversation.role(JsonBytes.string(parser, "contents.role"));
            case "parts" ->
                JsonBytes.readObjects(parser, "contents.parts", part -> JsonBytes.readObject(part, this::partField));
            default -> parser.skipChildren();
        }
    }

    private void partField(String name, JsonParser parser) throws BadRequest {
        switch (name) {
            case "text" -> conversation.text(JsonBytes.string(parser, "contents.parts.text"));
            case "inlineData", "fileData" -> {
                conversation.tokens(TokenEstimate.IMAGE);
                parser.skipChildren();
            }
            default -> parser.skipChildren();
        }
    }

    private void systemField(String name, JsonParser parser) throws BadRequest {
        if (!name.equals("parts")) {
            parser.skipChildren();
            return;
        }
        JsonBytes.readObjects(parser, "systemInstruction.parts", part -> JsonBytes.readObject(part, (field, value) -> {
            if (field.equals("text")) {
                conversation.tokens(TokenEstimate.of(JsonBytes.string(value, "systemInstruction.parts.text")));
            } else {
                value.skipChildren();
            }
        }));
    }

    private void generationField(String name, JsonParser parser) throws BadRequest {
        switch (name) {
            case "maxOutputTokens" -> maxTokens = JsonBytes.integer(parser, name, 1, 0);
            case "candidateCount" -> choices = JsonBytes.integer(parser, name, 1, 1);
            case "responseMimeType" -> json = JsonBytes.string(parser, name).equals("application/json");
            case "responseJsonSchema", "responseSchema" -> schema = JsonBytes.raw(parser, body, name);
            default -> parser.skipChildren();
        }
        if (choices > 8) {
            throw new BadRequest("candidateCount must be at most 8", "candidateCount");
        }
    }

    private void toolConfigField(String name, JsonParser parser) throws BadRequest {
        if (name.equals("functionCallingConfig")) {
            JsonBytes.readObject(parser, this::callingField);
        } else {
            parser.skipChildren();
        }
    }

    private void callingField(String name, JsonParser parser) throws BadRequest {
        switch (name) {
            case "mode" -> demand = switch (JsonBytes.string(parser, "mode")) {
                case "AUTO", "VALIDATED", "MODE_UNSPECIFIED" -> Demand.MAY;
                case "ANY" -> Demand.MUST;
                case "NONE" -> Demand.NEVER;
                default -> throw new BadRequest("Invalid value at 'tool_config.function_calling_config.mode'", name);
            };
            case "allowedFunctionNames" -> {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    var allowed = JsonBytes.string(parser, name);
                    forcedTool = forcedTool == null ? allowed : forcedTool;
                }
            }
            default -> parser.skipChildren();
        }
    }
}
