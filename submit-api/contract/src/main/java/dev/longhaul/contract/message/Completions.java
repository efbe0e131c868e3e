package dev.longhaul.contract.message;

import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What can be told of a chat completion without knowing its provider. */
public final class Completions {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Set<String> WHOLE = Set.of("stop", "tool_calls", "function_call");

    private Completions() {}

    /**
     * Whether every choice ended by itself: none was cut off or filtered.
     *
     * @param response
     *            OpenAI's {@code chat.completion} as JSON text
     */
    public static boolean isWhole(String response) {
        try {
            JsonNode choices = MAPPER.readTree(response).path("choices");
            return !choices.isEmpty() && choices.valueStream()
                    .allMatch(choice -> WHOLE.contains(choice.path("finish_reason").asString("")));
        } catch (JacksonException e) {
            return false;
        }
    }
}
