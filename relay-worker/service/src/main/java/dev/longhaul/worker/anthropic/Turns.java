package dev.longhaul.worker.anthropic;

import dev.longhaul.worker.chat.Message;
import dev.longhaul.worker.chat.Parameters;
import dev.longhaul.worker.chat.Part;
import dev.longhaul.worker.chat.UntranslatableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages of a chat as the turns of the Messages API: instructions stand outside, user and assistant alternate,
 * the user begins and ends, and the results of all calls of one turn come first in the next. Not thread-safe.
 */
final class Turns {

    private static final String USER = "user";
    private static final String ASSISTANT = "assistant";
    private static final Pattern CALL_ID = Pattern.compile("[a-zA-Z0-9_-]+");

    private final Parameters parameters;
    private final ArrayNode system = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    /** Places of the calls of the last assistant turn that have no result yet, by id. */
    private final Map<String, String> openCalls = new LinkedHashMap<>();
    private String role = "";
    private ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
    /** Results that stand at the start of the turn under way. */
    private int results;
    private String firstAt = "";
    private String lastAt = "";

    private Turns(Parameters parameters) {
        this.parameters = parameters;
    }

    /**
     * @throws UntranslatableException
     *             when the messages cannot be put in turns, or have parts that the API does not know
     */
    static Turns of(List<Message> messages, Parameters parameters) throws UntranslatableException {
        Turns turns = new Turns(parameters);
        for (Message message : messages) {
            turns.add(message);
        }
        turns.end();
        return turns;
    }

    /** Text blocks; may be empty. */
    ArrayNode system() {
        return system;
    }

    ArrayNode messages() {
        return messages;
    }

    private void add(Message message) throws UntranslatableException {
        switch (message) {
            case Message.Instruction instruction -> {
                if (!messages.isEmpty()) {
                    parameters.warn(instruction.at(),
                            "Anthropic takes instructions in front of the messages only: moved there");
                }
                system.addAll(blocks(instruction.at(), instruction.content(), List.of()));
            }
            case Message.User user -> say(USER, user.at(), blocks(user.at(), user.content(), List.of()));
            case Message.Assistant assistant -> say(ASSISTANT, assistant.at(),
                    blocks(assistant.at(), assistant.content(), assistant.toolCalls()));
            case Message.ToolResult result -> result(result);
        }
    }

    private List<ObjectNode> blocks(String at, List<? extends Part> parts, List<Message.ToolCall> calls)
            throws UntranslatableException {
        List<ObjectNode> made = new ArrayList<>();
        List<String> blank = new ArrayList<>();
        for (Part part : parts) {
            ObjectNode block = block(part);
            if (block == null) {
                blank.add(part.at());
            } else {
                made.add(block);
            }
        }
        for (Message.ToolCall call : calls) {
            made.add(toolUse(call));
        }
        if (made.isEmpty()) {
            parameters.warn(at, "is blank, and Anthropic takes no blank messages: left out");
        } else if (calls.isEmpty()) {
            // beside calls, an empty text is how many clients say that there is none
            blank.forEach(place -> parameters.warn(place, "is blank, and Anthropic takes no blank texts: left out"));
        }
        return made;
    }

    /** Null for a blank text. */
    private static @Nullable ObjectNode block(Part part) throws UntranslatableException {
        return switch (part) {
            case Part.Text text -> text(text.text());
            case Part.Refusal refusal -> text(refusal.text());
            case Part.ImageData image -> Images.block(image);
            case Part.ImageLink link -> Images.block(link);
            case Part.Other other -> throw new UntranslatableException(other.at(),
                    "parts of type '" + other.type() + "' have no counterpart at Anthropic: use text and image_url");
        };
    }

    private static @Nullable ObjectNode text(String text) {
        return text.isBlank()
                ? null
                : JsonNodeFactory.instance.objectNode().put("type", "text").put("text", text);
    }

    private static ObjectNode toolUse(Message.ToolCall call) throws UntranslatableException {
        if (!CALL_ID.matcher(call.id()).matches()) {
            throw new UntranslatableException(call.at() + ".id",
                    "Anthropic takes letters, digits, underscores and hyphens only");
        }
        ObjectNode block = JsonNodeFactory.instance.objectNode().put("type", "tool_use").put("id", call.id())
                .put("name", call.name());
        block.set("input", call.arguments());
        return block;
    }

    private void say(String speaker, String at, List<ObjectNode> said) throws UntranslatableException {
        if (said.isEmpty()) {
            return;
        }
        turn(speaker, at);
        for (ObjectNode block : said) {
            blocks.add(block);
            if ("tool_use".equals(block.path("type").asString())
                    && openCalls.put(block.path("id").asString(), at) != null) {
                throw new UntranslatableException(at + ".tool_calls", "two calls of one turn have the same id");
            }
        }
    }

    private void result(Message.ToolResult result) throws UntranslatableException {
        if (openCalls.remove(result.toolCallId()) == null) {
            throw new UntranslatableException(result.at() + ".tool_call_id",
                    "names no open call of the assistant's turn before it");
        }
        turn(USER, result.at());
        ObjectNode block = JsonNodeFactory.instance.objectNode().put("type", "tool_result").put("tool_use_id",
                result.toolCallId());
        String text = result.text();
        if (!text.isBlank()) {
            block.put("content", text);
        }
        blocks.insert(results, block);
        results++;
    }

    private void turn(String speaker, String at) throws UntranslatableException {
        lastAt = at;
        if (speaker.equals(role)) {
            return;
        }
        if (speaker.equals(ASSISTANT)) {
            requireResults();
        }
        if (messages.isEmpty()) {
            firstAt = at;
        }
        role = speaker;
        results = 0;
        blocks = messages.addObject().put("role", speaker).putArray("content");
    }

    private void requireResults() throws UntranslatableException {
        if (!openCalls.isEmpty()) {
            Map.Entry<String, String> open = openCalls.entrySet().iterator().next();
            throw new UntranslatableException(open.getValue() + ".tool_calls", "the call '" + open.getKey()
                    + "' has no tool message behind it: Anthropic wants the results of all calls in the next turn");
        }
    }

    private void end() throws UntranslatableException {
        if (messages.isEmpty()) {
            throw new UntranslatableException("messages", "have no text for the model: Anthropic takes no empty chat");
        }
        requireResults();
        if (ASSISTANT.equals(messages.get(0).path("role").asString())) {
            throw new UntranslatableException(firstAt,
                    "Anthropic's chats begin with the user: put a user message in front");
        }
        if (role.equals(ASSISTANT)) {
            throw new UntranslatableException(lastAt,
                    "Anthropic would go on with this message instead of answering it: end with a user message");
        }
    }
}
