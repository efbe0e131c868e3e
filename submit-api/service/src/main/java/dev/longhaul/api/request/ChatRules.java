package dev.longhaul.api.request;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What OpenAI's specification says of the fields of a chat request ({@code CreateChatCompletionRequest}): types, sizes
 * and ranges. Words of an enumeration are not checked, because providers add to them; nor are fields it does not name.
 */
final class ChatRules {

    private static final int ANY_NUMBER = Integer.MAX_VALUE;
    private static final Check TYPED_FUNCTION = Check.object(Map.of("name", Check.STRING, "description",
            Check.nullable(Check.STRING), "parameters", Check.nullable(Check.OBJECT)), Set.of("name"));
    private static final Check TOOL = Check.object(
            Map.of("type", Check.STRING, "function", TYPED_FUNCTION, "custom", Check.OBJECT), Set.of("type"));

    static final Check USER = Check.nullable(Check.STRING);
    static final Check TEMPERATURE = Check.nullable(Check.number(0, 2));
    /** By the name of the field; whatever is not here passes, and what is read as well as checked stands elsewhere. */
    static final Map<String, Check> FIELDS = fields();

    private ChatRules() {}

    private static Map<String, Check> fields() {
        Map<String, Check> fields = new HashMap<>();
        fields.put("messages", Check.arrayOf(new MessageRules(), 1, ANY_NUMBER));
        Check string = Check.nullable(Check.STRING);
        for (String name : Set.of("reasoning_effort", "verbosity", "service_tier", "safety_identifier",
                "prompt_cache_key", "prompt_cache_retention")) {
            fields.put(name, string);
        }
        Check bool = Check.nullable(Check.BOOLEAN);
        for (String name : Set.of("store", "logprobs", "parallel_tool_calls")) {
            fields.put(name, bool);
        }
        Check object = Check.nullable(Check.OBJECT);
        for (String name : Set.of("web_search_options", "audio", "prediction")) {
            fields.put(name, object);
        }
        fields.put("top_p", Check.nullable(Check.number(0, 1)));
        fields.put("frequency_penalty", Check.nullable(Check.number(-2, 2)));
        fields.put("presence_penalty", Check.nullable(Check.number(-2, 2)));
        fields.put("top_logprobs", Check.nullable(Check.integer(0, 20)));
        fields.put("seed", Check.nullable(Check.integer(Long.MIN_VALUE, Long.MAX_VALUE)));
        fields.put("logit_bias", Check.nullable(Check.mapOf(Check.number(-100, 100))));
        fields.put("modalities", Check.nullable(Check.arrayOf(Check.STRING, 0, ANY_NUMBER)));
        fields.put("stop", Check.nullable(Check.stringOr(Check.arrayOf(Check.STRING, 1, 4),
                "an array of 1 to 4 strings")));
        fields.put("response_format",
                Check.nullable(Check.object(Map.of("type", Check.STRING), Set.of("type"))));
        fields.put("tools", Check.nullable(Check.arrayOf(TOOL, 0, ANY_NUMBER)));
        fields.put("tool_choice", Check.nullable(Check.stringOr(Check.OBJECT, "an object")));
        fields.put("functions", Check.nullable(Check.arrayOf(TYPED_FUNCTION, 1, 128)));
        fields.put("function_call", Check.nullable(Check.stringOr(Check.OBJECT, "an object")));
        return Map.copyOf(fields);
    }
}
