package dev.longhaul.api.request;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * The messages of a chat request, by OpenAI's specification ({@code ChatCompletionRequestMessage}): which roles there
 * are and what each must have. The inside of content parts is checked as far as its types are known; parts of new types
 * pass.
 */
final class MessageRules implements Check {

    private enum Role {
        DEVELOPER, SYSTEM, USER, ASSISTANT, TOOL, FUNCTION
    }

    private static final Map<String, Role> ROLES = Map.of("developer", Role.DEVELOPER, "system", Role.SYSTEM, "user",
            Role.USER, "assistant", Role.ASSISTANT, "tool", Role.TOOL, "function", Role.FUNCTION);
    private static final Check PART = Check.object(
            Map.of("type", STRING, "text", STRING, "refusal", STRING, "image_url",
                    Check.object(Map.of("url", STRING, "detail", STRING), Set.of("url")), "input_audio", OBJECT, "file",
                    OBJECT),
            Set.of("type"));
    private static final Check CONTENT = Check.nullable(Check.stringOr(Check.arrayOf(PART, 1, Integer.MAX_VALUE),
            "an array of parts"));
    private static final Check FUNCTION = Check.object(Map.of("name", STRING, "arguments", STRING), Set.of("name"));
    private static final Check CALLS = Check.nullable(Check.arrayOf(
            Check.object(Map.of("id", STRING, "type", STRING, "function", FUNCTION, "custom", OBJECT),
                    Set.of("id", "type")),
            0, Integer.MAX_VALUE));
    private static final Check NULLABLE_STRING = Check.nullable(STRING);

    @Override
    public void check(JsonCursor at) {
        if (at.token() != JsonToken.START_OBJECT) {
            throw at.invalid("must be an object with a role");
        }
        Role role = null;
        boolean content = false;
        boolean calls = false;
        boolean callId = false;
        boolean name = false;
        while (at.next() != JsonToken.END_OBJECT) {
            String field = at.name();
            boolean present = at.next() != JsonToken.VALUE_NULL;
            switch (field) {
                case "role" -> role = role(at);
                case "content" -> {
                    CONTENT.check(at);
                    content = present;
                }
                case "tool_calls" -> {
                    CALLS.check(at);
                    calls |= present;
                }
                case "function_call" -> {
                    Check.nullable(FUNCTION).check(at);
                    calls |= present;
                }
                case "tool_call_id" -> {
                    STRING.check(at);
                    callId = true;
                }
                case "name" -> {
                    NULLABLE_STRING.check(at);
                    name = present;
                }
                case "refusal" -> {
                    NULLABLE_STRING.check(at);
                    calls |= present;
                }
                case "audio" -> {
                    Check.nullable(OBJECT).check(at);
                    calls |= present;
                }
                default -> at.skip();
            }
        }
        String missing = missing(role, content, calls, callId, name);
        if (missing != null) {
            throw at.missing(missing);
        }
    }

    private static Role role(JsonCursor at) {
        STRING.check(at);
        Role role = ROLES.get(at.text());
        if (role == null) {
            throw at.invalid("must be one of " + String.join(", ", ROLES.keySet().stream().sorted().toList()));
        }
        return role;
    }

    private static @Nullable String missing(@Nullable Role role, boolean content, boolean instead, boolean callId,
            boolean name) {
        if (role == null) {
            return "role";
        }
        return switch (role) {
            case DEVELOPER, SYSTEM, USER -> content ? null : "content";
            case ASSISTANT -> content || instead ? null : "content";
            case TOOL -> callId ? content ? null : "content" : "tool_call_id";
            case FUNCTION -> name ? null : "name";
        };
    }
}
