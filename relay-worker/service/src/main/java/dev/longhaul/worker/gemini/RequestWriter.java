package dev.longhaul.worker.gemini;

import dev.longhaul.worker.chat.ChatRequest;
import dev.longhaul.worker.chat.Message;
import dev.longhaul.worker.chat.Parameters;
import dev.longhaul.worker.chat.UntranslatableException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a chat request as a {@code GenerateContentRequest}. Pure functions, but for the warnings that they leave. */
final class RequestWriter {

    private RequestWriter() {}

    static ObjectNode write(ChatRequest request, String model) throws UntranslatableException {
        Parameters parameters = request.parameters();
        refuseOldForms(parameters);
        refuseOtherOutput(parameters);
        GeminiModel gemini = GeminiModel.of(model);
        ContentsWriter contents = new ContentsWriter(parameters, gemini);
        for (Message message : request.messages()) {
            contents.add(message);
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        contents.writeTo(body);
        ToolsWriter.write(body, request);
        GenerationWriter.write(body, request, gemini);
        serviceTier(body, parameters);
        return body;
    }

    private static void refuseOldForms(Parameters parameters) throws UntranslatableException {
        for (String name : List.of("functions", "function_call")) {
            if (parameters.take(name) != null) {
                throw new UntranslatableException(name, "is the old form: use tools and tool_choice");
            }
        }
    }

    private static void refuseOtherOutput(Parameters parameters) throws UntranslatableException {
        JsonNode modalities = parameters.take("modalities");
        if (modalities != null && !modalities.valueStream().allMatch(each -> each.asString("").equals("text"))) {
            throw new UntranslatableException("modalities", "only text is translated from Gemini's answers");
        }
    }

    private static void serviceTier(ObjectNode body, Parameters parameters) {
        JsonNode value = parameters.take("service_tier");
        if (value == null) {
            return;
        }
        String tier = value.asString("");
        switch (tier) {
            case "auto" -> {
                // the provider's own choice, which it makes when nothing is said
            }
            case "default" -> body.put("serviceTier", "standard");
            case "flex", "priority" -> body.put("serviceTier", tier);
            default -> parameters.warn("service_tier", "Gemini has no tier '" + tier + "': left out");
        }
    }
}
