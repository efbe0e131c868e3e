package dev.longhaul.worker.chat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what a chat request says of tools and of the form of the answer. Pure functions. */
final class ToolReader {

    private ToolReader() {}

    static List<Tool> tools(@Nullable JsonNode tools) throws UntranslatableException {
        List<Tool> read = new ArrayList<>();
        if (tools == null) {
            return read;
        }
        if (!tools.isArray()) {
            throw new UntranslatableException("tools", "is not a list");
        }
        for (int i = 0; i < tools.size(); i++) {
            read.add(tool("tools[" + i + "]", tools.get(i)));
        }
        return read;
    }

    private static Tool tool(String at, JsonNode tool) throws UntranslatableException {
        if (!"function".equals(tool.path("type").asString(null))) {
            throw new UntranslatableException(at + ".type",
                    "'" + tool.path("type").asString("") + "' is known to OpenAI only: use function");
        }
        JsonNode function = tool.path("function");
        return new Tool(at, MessageReader.required(at + ".function", function, "name"),
                function.path("description").asString(null),
                function.path("parameters") instanceof ObjectNode schema ? schema : null,
                function.path("strict").asBoolean(false));
    }

    static @Nullable ToolChoice choice(@Nullable JsonNode choice) throws UntranslatableException {
        if (choice == null) {
            return null;
        }
        String word = choice.isString() ? choice.asString() : choice.path("type").asString("");
        return switch (word) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "required" -> new ToolChoice.Required();
            case "function" -> new ToolChoice.Function(
                    MessageReader.required("tool_choice.function", choice.path("function"), "name"));
            default -> throw new UntranslatableException("tool_choice",
                    "'" + word + "' is known to OpenAI only: use auto, none, required or a function");
        };
    }

    static ResponseFormat format(@Nullable JsonNode format) throws UntranslatableException {
        if (format == null) {
            return new ResponseFormat.Text();
        }
        String type = format.path("type").asString("");
        return switch (type) {
            case "text" -> new ResponseFormat.Text();
            case "json_object" -> new ResponseFormat.JsonObject();
            case "json_schema" -> {
                JsonNode schema = format.path("json_schema");
                if (!(schema.path("schema") instanceof ObjectNode object)) {
                    throw new UntranslatableException("response_format.json_schema.schema",
                            "is missing, or no JSON schema");
                }
                yield new ResponseFormat.JsonSchema(
                        MessageReader.required("response_format.json_schema", schema, "name"), object);
            }
            default -> throw new UntranslatableException("response_format.type",
                    "'" + type + "' is not one of text, json_object, json_schema");
        };
    }
}
