package dev.longhaul.worker.dialect;

import dev.longhaul.contract.message.Usage;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts the {@code chat.completion} together that the pieces of a stream add up to. Not thread-safe. */
final class CompletionAssembler {

    private final ObjectNode head = JsonNodeFactory.instance.objectNode();
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private @Nullable JsonNode usage;
    private long leastBytes;

    void add(ObjectNode chunk) {
        chunk.properties().forEach(field -> addField(field.getKey(), field.getValue()));
    }

    private void addField(String name, JsonNode value) {
        switch (name) {
            case "choices" -> value.forEach(choice -> leastBytes += choices
                    .computeIfAbsent(choice.path("index").asInt(0), index -> new Choice()).add(choice));
            case "usage" -> usage = value.isNull() ? usage : value;
            case "object", "obfuscation" -> {
                // says that it is a chunk; pads a chunk
            }
            default -> {
                if (!value.isNull() || !head.has(name)) {
                    head.set(name, value);
                }
            }
        }
    }

    /** How long the chat completion is at least, in UTF-8: what takes most of it is counted while it comes. */
    long leastBytes() {
        return leastBytes;
    }

    /** Whether anything of an answer has come. */
    boolean hasBegun() {
        return !choices.isEmpty();
    }

    /** Whether every choice has said why it ended. */
    boolean isComplete() {
        return hasBegun() && choices.values().stream().allMatch(choice -> choice.finishReason != null);
    }

    /** The tokens of the whole answer, or null when the provider did not say. */
    @Nullable
    Usage usage() {
        if (usage == null || !usage.isObject()) {
            return null;
        }
        return new Usage(count(usage.path("prompt_tokens")), count(usage.path("completion_tokens")),
                count(usage.path("prompt_tokens_details").path("cached_tokens")),
                count(usage.path("completion_tokens_details").path("reasoning_tokens")),
                count(usage.path("prompt_tokens_details").path("cache_write_tokens")));
    }

    private static long count(JsonNode tokens) {
        return tokens.isIntegralNumber() ? Math.max(0, tokens.asLong()) : 0;
    }

    /** The text of the first choice so far, its beginning of so many chars at most; empty when nothing has come. */
    String text(int most) {
        return choices.isEmpty() ? "" : choices.values().iterator().next().message.beginning("content", most);
    }

    /** The chat completion as JSON text. */
    String completion() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        head.properties().forEach(field -> json.set(field.getKey(), field.getValue()));
        json.put("object", "chat.completion");
        ArrayNode list = json.putArray("choices");
        choices.forEach((index, choice) -> list.add(choice.toJson(index)));
        if (usage != null) {
            json.set("usage", usage);
        }
        return json.toString();
    }

    private static final class Choice {

        private final DeltaMerge message = new DeltaMerge();
        private final DeltaMerge rest = new DeltaMerge();
        private @Nullable String finishReason;

        long add(JsonNode choice) {
            long grown = 0;
            for (Map.Entry<String, JsonNode> field : choice.properties()) {
                switch (field.getKey()) {
                    case "index" -> {
                        // the place in the list says it
                    }
                    case "delta" -> grown += message.add(field.getValue());
                    case "finish_reason" -> finishReason = field.getValue().isString()
                            ? field.getValue().asString()
                            : finishReason;
                    default -> grown += rest
                            .add(JsonNodeFactory.instance.objectNode().set(field.getKey(), field.getValue()));
                }
            }
            return grown;
        }

        ObjectNode toJson(int index) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("index", index);
            ObjectNode whole = message.toJson();
            if (!whole.has("role")) {
                whole.put("role", "assistant");
            }
            if (!whole.has("content")) {
                whole.putNull("content");
            }
            json.set("message", whole);
            json.setAll(rest.toJson());
            json.put("finish_reason", finishReason);
            return json;
        }
    }
}
