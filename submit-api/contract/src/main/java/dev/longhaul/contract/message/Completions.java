package dev.longhaul.contract.message;

import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What can be told of a chat completion without knowing its provider. */
public final class Completions {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Set<String> WHOLE = Set.of("stop", "tool_calls", "function_call");

    private static final String FILTERED = "content_filter";

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

    /**
     * What the choices say, all together; nothing for what is no completion.
     *
     * @param response
     *            OpenAI's {@code chat.completion} as JSON text
     */
    public static Content content(String response) {
        try {
            long characters = 0;
            boolean refused = false;
            for (JsonNode choice : MAPPER.readTree(response).path("choices")) {
                JsonNode message = choice.path("message");
                String text = message.path("content").asString("");
                characters += text.codePointCount(0, text.length());
                refused |= choice.path("finish_reason").asString("").equals(FILTERED)
                        || !message.path("refusal").asString("").isEmpty();
            }
            return new Content(characters, refused);
        } catch (JacksonException e) {
            return new Content(0, false);
        }
    }

    /**
     * What an answer says.
     *
     * @param characters
     *            Unicode characters of its text
     * @param refused
     *            whether the model said why it does not answer, or a filter cut the answer off
     */
    public record Content(long characters, boolean refused) {}
}
