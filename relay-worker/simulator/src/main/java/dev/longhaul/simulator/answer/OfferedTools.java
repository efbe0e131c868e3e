package dev.longhaul.simulator.answer;

import dev.longhaul.simulator.chat.BadRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Finds a tool in the list of a request. The three formats differ only in wrapping and field names: OpenAI
 * {@code [{function:{name,parameters}}]}, Anthropic {@code [{name,input_schema}]}, Gemini
 * {@code [{functionDeclarations:[{name,parametersJsonSchema}]}]}.
 */
final class OfferedTools {

    /**
     * A tool.
     *
     * @param name
     *            as it is to be called
     * @param schema
     *            JSON Schema of its arguments
     */
    record Tool(String name, JsonNode schema) {}

    private OfferedTools() {}

    /** The tool of this name, or the first one when the name is null. */
    static Tool find(JsonNode list, @Nullable String name) throws BadRequest {
        for (var entry : list) {
            var wrapped = entry.has("function") ? entry.get("function") : entry;
            if (wrapped.has("functionDeclarations")) {
                for (var declaration : wrapped.get("functionDeclarations")) {
                    if (matches(declaration, name)) {
                        return tool(declaration);
                    }
                }
            } else if (matches(wrapped, name)) {
                return tool(wrapped);
            }
        }
        throw new BadRequest(name == null ? "'tools' offers no function." : "Tool '" + name + "' is not in 'tools'.",
                "tool_choice");
    }

    private static boolean matches(JsonNode tool, @Nullable String name) {
        var own = tool.path("name").asString("");
        return name == null ? !own.isEmpty() : own.equals(name);
    }

    private static Tool tool(JsonNode tool) {
        for (var field : new String[]{"parameters", "parametersJsonSchema", "input_schema"}) {
            if (tool.has(field)) {
                return new Tool(tool.get("name").asString(""), tool.get(field));
            }
        }
        return new Tool(tool.get("name").asString(""), JsonNodeFactory.instance.objectNode());
    }
}
