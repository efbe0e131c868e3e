package dev.longhaul.api.chat;

import dev.longhaul.api.job.UsageView;
import dev.longhaul.contract.message.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the chunks of a stream out of a whole chat completion, for answers that were not streamed to us: two for each
 * choice, its message and its end, in the form of OpenAI's {@code chat.completion.chunk}.
 */
final class CompletionChunks {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

    private CompletionChunks() {}

    static List<String> of(JsonNode completion) {
        List<String> chunks = new ArrayList<>();
        for (JsonNode choice : completion.path("choices")) {
            chunks.add(chunk(completion, choice, delta(choice.path("message")), null));
        }
        for (JsonNode choice : completion.path("choices")) {
            String reason = choice.path("finish_reason").asString("stop");
            chunks.add(chunk(completion, choice, MAPPER.createObjectNode(), reason));
        }
        return chunks;
    }

    /**
     * The chunk that ends a stream whose client asked for usage.
     *
     * @param like
     *            another chunk, or the completion: what they have in common is taken from it
     */
    static String usage(JsonNode like, Usage usage) {
        ObjectNode chunk = head(like);
        chunk.putArray("choices");
        chunk.set("usage", MAPPER.valueToTree(UsageView.of(usage)));
        return MAPPER.writeValueAsString(chunk);
    }

    private static String chunk(JsonNode completion, JsonNode choice, ObjectNode delta, @Nullable String finishReason) {
        ObjectNode chunk = head(completion);
        ObjectNode piece = chunk.putArray("choices").addObject();
        piece.put("index", choice.path("index").asInt(0));
        piece.set("delta", delta);
        if (finishReason == null && choice.has("logprobs")) {
            piece.set("logprobs", choice.get("logprobs"));
        }
        piece.put("finish_reason", finishReason);
        return MAPPER.writeValueAsString(chunk);
    }

    private static ObjectNode head(JsonNode like) {
        ObjectNode head = MAPPER.createObjectNode();
        head.put("id", like.path("id").asString(""));
        head.put("object", "chat.completion.chunk");
        head.put("created", like.path("created").asLong(0));
        head.put("model", like.path("model").asString(""));
        for (String optional : List.of("service_tier", "system_fingerprint")) {
            if (like.hasNonNull(optional)) {
                head.set(optional, like.get(optional));
            }
        }
        return head;
    }

    private static ObjectNode delta(JsonNode message) {
        ObjectNode delta = MAPPER.createObjectNode();
        delta.put("role", message.path("role").asString("assistant"));
        message.properties().forEach(field -> {
            switch (field.getKey()) {
                case "role" -> {
                    // stands there already
                }
                case "tool_calls" -> delta.set("tool_calls", numbered(field.getValue()));
                default -> delta.set(field.getKey(), field.getValue());
            }
        });
        return delta;
    }

    /** Tool calls of a delta carry their position, because they may come in pieces. */
    private static JsonNode numbered(JsonNode calls) {
        if (!calls.isArray()) {
            return calls;
        }
        ArrayNode numbered = MAPPER.createArrayNode();
        int index = 0;
        for (JsonNode call : calls) {
            ObjectNode piece = numbered.addObject();
            piece.put("index", index++);
            call.properties().forEach(field -> piece.set(field.getKey(), field.getValue()));
        }
        return numbered;
    }
}
