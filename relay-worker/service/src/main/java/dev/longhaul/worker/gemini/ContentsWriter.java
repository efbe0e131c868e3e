package dev.longhaul.worker.gemini;

import dev.longhaul.worker.chat.Message;
import dev.longhaul.worker.chat.Parameters;
import dev.longhaul.worker.chat.Part;
import dev.longhaul.worker.chat.UntranslatableException;
import dev.longhaul.worker.dialect.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a chat's messages as {@code systemInstruction} and {@code contents}. Messages of one side that follow each
 * other become one content, since a content of function calls must come right after one of the user. Empty texts say
 * nothing and are refused by some models: they are left out. Not thread-safe.
 */
final class ContentsWriter {

    /** Whose turn it is. */
    private enum Turn {
        USER("user"), MODEL("model"),
        /** Gemini counts the results of a turn against its calls: nothing else may stand with them. */
        TOOLS("user");

        private final String role;

        Turn(String role) {
            this.role = role;
        }
    }

    private final Parameters parameters;
    private final GeminiModel model;
    private final ArrayNode instructions = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode contents = JsonNodeFactory.instance.arrayNode();
    /** Names of the functions called so far, by the id of the call. */
    private final Map<String, String> called = new HashMap<>();
    private @Nullable Turn turn;
    private ArrayNode parts = JsonNodeFactory.instance.arrayNode();

    ContentsWriter(Parameters parameters, GeminiModel model) {
        this.parameters = parameters;
        this.model = model;
    }

    void add(Message message) throws UntranslatableException {
        switch (message) {
            case Message.Instruction instruction -> instruction(instruction);
            case Message.User user -> {
                for (Part part : user.content()) {
                    userPart(part);
                }
            }
            case Message.Assistant assistant -> assistant(assistant);
            case Message.ToolResult result -> toolResult(result);
        }
    }

    void writeTo(ObjectNode body) throws UntranslatableException {
        if (contents.isEmpty()) {
            throw new UntranslatableException("messages",
                    "Gemini wants a message that is not empty beside the system's");
        }
        body.set("contents", contents);
        if (!instructions.isEmpty()) {
            body.putObject("systemInstruction").set("parts", instructions);
        }
    }

    private void instruction(Message.Instruction instruction) {
        if (!contents.isEmpty()) {
            parameters.warn(instruction.at(), "Gemini has one instruction for the whole chat: moved to its start");
        }
        for (Part.Text part : instruction.content()) {
            if (!part.text().isEmpty()) {
                instructions.addObject().put("text", part.text());
            }
        }
    }

    private void userPart(Part part) throws UntranslatableException {
        switch (part) {
            case Part.Text text -> text(Turn.USER, text.text());
            case Part.ImageData image -> next(Turn.USER).setAll(Media.image(image));
            case Part.ImageLink link -> next(Turn.USER).setAll(Media.link(link));
            case Part.Other other -> next(Turn.USER).setAll(Media.other(other));
            case Part.Refusal refusal -> throw new UntranslatableException(refusal.at(), "is not for the user to say");
        }
    }

    private void assistant(Message.Assistant assistant) throws UntranslatableException {
        for (Part part : assistant.content()) {
            switch (part) {
                case Part.Text text -> text(Turn.MODEL, text.text());
                case Part.Refusal refusal -> text(Turn.MODEL, refusal.text());
                case Part.ImageData image -> throw notSaid(image);
                case Part.ImageLink link -> throw notSaid(link);
                case Part.Other other -> throw notSaid(other);
            }
        }
        toolCalls(assistant.toolCalls());
    }

    private static UntranslatableException notSaid(Part part) {
        return new UntranslatableException(part.at(), "only texts of the assistant can be sent to Gemini");
    }

    private void toolCalls(List<Message.ToolCall> calls) {
        boolean unsigned = calls.stream().noneMatch(call -> ThoughtSignature.of(call) != null);
        for (int i = 0; i < calls.size(); i++) {
            Message.ToolCall call = calls.get(i);
            called.put(call.id(), call.name());
            ObjectNode part = next(Turn.MODEL);
            part.putObject("functionCall").put("id", call.id()).put("name", call.name()).set("args", call.arguments());
            String signature = ThoughtSignature.of(call);
            if (signature != null) {
                part.put(ThoughtSignature.FIELD, signature);
            } else if (i == 0 && unsigned && model.wantsSignatures()) {
                // of calls that were made at once, Gemini signs and checks the first
                part.put(ThoughtSignature.FIELD, ThoughtSignature.NONE);
                parameters.warn(call.at(), "has no thought signature of Gemini's in extra_content: sent as one of "
                        + "another model, whose thoughts Gemini does not know");
            }
        }
    }

    private void toolResult(Message.ToolResult result) throws UntranslatableException {
        String name = called.get(result.toolCallId());
        if (name == null) {
            throw new UntranslatableException(result.at() + ".tool_call_id",
                    "no earlier message calls a tool with this id, and Gemini wants the name of the function");
        }
        String text = result.text();
        ObjectNode response = Json.object(text)
                .orElseGet(() -> JsonNodeFactory.instance.objectNode().put("result", text));
        next(Turn.TOOLS).putObject("functionResponse").put("id", result.toolCallId()).put("name", name)
                .set("response", response);
    }

    private void text(Turn whose, String text) {
        if (!text.isEmpty()) {
            next(whose).put("text", text);
        }
    }

    /** A new part in the content of this turn, which begins if it was another's. */
    private ObjectNode next(Turn whose) {
        if (turn != whose) {
            turn = whose;
            parts = contents.addObject().put("role", whose.role).putArray("parts");
        }
        return parts.addObject();
    }
}
