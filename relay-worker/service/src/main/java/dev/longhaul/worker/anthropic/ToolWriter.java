package dev.longhaul.worker.anthropic;

import dev.longhaul.worker.chat.ChatRequest;
import dev.longhaul.worker.chat.Parameters;
import dev.longhaul.worker.chat.Tool;
import dev.longhaul.worker.chat.ToolChoice;
import dev.longhaul.worker.chat.UntranslatableException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts what a request says of tools in the words of the Messages API. Pure functions. */
final class ToolWriter {

    private ToolWriter() {}

    /** Whether the model has to call a tool. */
    static boolean isForced(@Nullable ToolChoice choice) {
        return choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Function;
    }

    static void write(ChatRequest chat, ClaudeModel model, ObjectNode body) throws UntranslatableException {
        ToolChoice choice = chat.toolChoice();
        boolean single = single(chat.parameters());
        if (isForced(choice) && !model.forcedTools()) {
            throw new UntranslatableException("tool_choice", "this model cannot be forced: use auto or none");
        }
        if (chat.tools().isEmpty()) {
            if (isForced(choice)) {
                throw new UntranslatableException("tool_choice", "wants a tool, but the request has none");
            }
            // auto, none and one at a time mean nothing without tools, and Anthropic refuses them then
            return;
        }
        ArrayNode list = body.putArray("tools");
        chat.tools().forEach(tool -> list.add(tool(tool)));
        if (choice == null && single) {
            choice = new ToolChoice.Auto();
        }
        if (choice != null) {
            ObjectNode said = choice(choice);
            if (single && !(choice instanceof ToolChoice.None)) {
                said.put("disable_parallel_tool_use", true);
            }
            body.set("tool_choice", said);
        }
    }

    private static boolean single(Parameters parameters) throws UntranslatableException {
        JsonNode parallel = parameters.take("parallel_tool_calls");
        if (parallel != null && !parallel.isBoolean()) {
            throw new UntranslatableException("parallel_tool_calls", "is neither true nor false");
        }
        return parallel != null && !parallel.asBoolean();
    }

    private static ObjectNode tool(Tool tool) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", tool.name());
        if (tool.description() != null) {
            json.put("description", tool.description());
        }
        ObjectNode schema = json.putObject("input_schema").put("type", "object");
        if (tool.parameters() == null) {
            schema.putObject("properties");
        } else {
            schema.setAll(tool.parameters());
        }
        if (tool.strict()) {
            json.put("strict", true);
        }
        return json;
    }

    private static ObjectNode choice(ToolChoice choice) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return switch (choice) {
            case ToolChoice.Auto auto -> json.put("type", "auto");
            case ToolChoice.None none -> json.put("type", "none");
            case ToolChoice.Required required -> json.put("type", "any");
            case ToolChoice.Function(String name) -> json.put("type", "tool").put("name", name);
        };
    }
}
