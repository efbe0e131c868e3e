package dev.longhaul.worker.gemini;

import dev.longhaul.worker.chat.ChatRequest;
import dev.longhaul.worker.chat.Parameters;
import dev.longhaul.worker.chat.Tool;
import dev.longhaul.worker.chat.ToolChoice;
import dev.longhaul.worker.chat.UntranslatableException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the functions that a model may call, and whether it must. Pure functions. */
final class ToolsWriter {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.:-]{0,127}");

    private ToolsWriter() {}

    static void write(ObjectNode body, ChatRequest request) throws UntranslatableException {
        List<Tool> tools = request.tools();
        if (!tools.isEmpty()) {
            ArrayNode functions = body.putArray("tools").addObject().putArray("functionDeclarations");
            for (Tool tool : tools) {
                function(functions.addObject(), tool);
            }
        }
        choice(body, request.toolChoice(), tools);
        warnOfStrict(request);
        JsonNode parallel = request.parameters().take("parallel_tool_calls");
        if (parallel != null && !parallel.asBoolean(true)) {
            request.parameters().warn("parallel_tool_calls", "Gemini may call several functions at once all the same");
        }
    }

    private static void function(ObjectNode function, Tool tool) throws UntranslatableException {
        if (!NAME.matcher(tool.name()).matches()) {
            throw new UntranslatableException(tool.at() + ".function.name",
                    "Gemini's names begin with a letter or an underscore and have at most 128 letters, digits and _.:-");
        }
        function.put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        if (tool.parameters() != null) {
            function.set("parametersJsonSchema", tool.parameters());
        }
    }

    private static void choice(ObjectNode body, @Nullable ToolChoice choice, List<Tool> tools)
            throws UntranslatableException {
        if (choice == null) {
            return;
        }
        if (tools.isEmpty()) {
            if (mustCall(choice)) {
                throw new UntranslatableException("tool_choice", "asks for a tool, and the request has none");
            }
            return;
        }
        ObjectNode config = body.putObject("toolConfig").putObject("functionCallingConfig");
        switch (choice) {
            case ToolChoice.Auto() -> config.put("mode", "AUTO");
            case ToolChoice.None() -> config.put("mode", "NONE");
            case ToolChoice.Required() -> config.put("mode", "ANY");
            case ToolChoice.Function(String name) -> {
                if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
                    throw new UntranslatableException("tool_choice.function.name", "is none of the request's tools");
                }
                config.put("mode", "ANY").putArray("allowedFunctionNames").add(name);
            }
        }
    }

    private static boolean mustCall(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Auto() -> false;
            case ToolChoice.None() -> false;
            case ToolChoice.Required() -> true;
            case ToolChoice.Function function -> true;
        };
    }

    /** A call that must be made follows its schema; one that the model decides on usually does. */
    private static void warnOfStrict(ChatRequest request) {
        ToolChoice choice = request.toolChoice();
        Parameters parameters = request.parameters();
        if (choice == null || !mustCall(choice)) {
            request.tools().stream().filter(Tool::strict).forEach(tool -> parameters
                    .warn(tool.at() + ".function.strict", "Gemini does not promise arguments that follow the schema"));
        }
    }
}
