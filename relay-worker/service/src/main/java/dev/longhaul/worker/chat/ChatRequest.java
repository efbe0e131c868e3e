package dev.longhaul.worker.chat;

import dev.longhaul.worker.dialect.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An OpenAI chat request as types, for a dialect that puts it in other words.
 *
 * @param toolChoice
 *            null when the request does not say
 * @param parameters
 *            everything else that the request says
 */
public record ChatRequest(List<Message> messages, List<Tool> tools, @Nullable ToolChoice toolChoice,
        ResponseFormat responseFormat, Parameters parameters) {

    public ChatRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /**
     * @param request
     *            JSON text, as a client sent it
     * @throws UntranslatableException
     *             when it has something that has no place here, or is no chat request
     */
    public static ChatRequest read(String request) throws UntranslatableException {
        ObjectNode json = Json.object(request)
                .orElseThrow(() -> new UntranslatableException("(body)", "is not a JSON object"));
        Parameters parameters = new Parameters(json);
        // the platform's own: the dialect knows them from the call
        parameters.take("model");
        parameters.take("stream");
        parameters.take("stream_options");
        JsonNode messages = parameters.take("messages");
        MessageReader.warnOfExtras(messages, parameters);
        return new ChatRequest(MessageReader.read(messages),
                ToolReader.tools(parameters.take("tools")), ToolReader.choice(parameters.take("tool_choice")),
                ToolReader.format(parameters.take("response_format")), parameters);
    }
}
