package dev.longhaul.worker.dialect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The deltas of a streamed answer, put together by shape rather than by field, so that fields that a provider adds
 * (such as {@code reasoning_content}) are kept: texts grow, objects merge, elements that name their {@code index} merge
 * with the element of that index, other elements are appended. Not thread-safe.
 */
final class DeltaMerge {

    /** Texts that are said once and would be doubled by a provider that repeats them. */
    private static final Set<String> SAID_ONCE = Set.of("role", "id", "type", "name");
    private static final String INDEX = "index";

    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

    void add(JsonNode delta) {
        delta.properties().forEach(field -> add(field.getKey(), field.getValue()));
    }

    private void add(String name, JsonNode value) {
        Object known = fields.get(name);
        if (value.isNull()) {
            fields.putIfAbsent(name, null);
        } else if (value.isString() && !SAID_ONCE.contains(name)) {
            if (known instanceof GrowingText earlier) {
                earlier.chars.append(value.asString());
            } else {
                GrowingText text = new GrowingText();
                text.chars.append(value.asString());
                fields.put(name, text);
            }
        } else if (value.isObject()) {
            DeltaMerge merged = known instanceof DeltaMerge earlier ? earlier : new DeltaMerge();
            merged.add(value);
            fields.put(name, merged);
        } else if (value.isArray()) {
            Elements merged = known instanceof Elements earlier ? earlier : new Elements();
            value.forEach(merged::add);
            fields.put(name, merged);
        } else if (known == null || !SAID_ONCE.contains(name)) {
            fields.put(name, value);
        }
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        fields.forEach((name, value) -> json.set(name, switch (value) {
            case null -> JsonNodeFactory.instance.nullNode();
            case GrowingText text -> JsonNodeFactory.instance.stringNode(text.chars.toString());
            case DeltaMerge merged -> merged.toJson();
            case Elements elements -> elements.toJson();
            case JsonNode node -> node;
            default -> throw new IllegalStateException("cannot hold a " + value.getClass());
        }));
        return json;
    }

    private static final class GrowingText {

        final StringBuilder chars = new StringBuilder();
    }

    private static final class Elements {

        private final Map<Integer, DeltaMerge> indexed = new TreeMap<>();
        private final List<JsonNode> others = new ArrayList<>();

        void add(JsonNode element) {
            if (element.path(INDEX).isInt()) {
                ObjectNode rest = ((ObjectNode) element).deepCopy();
                rest.remove(INDEX);
                indexed.computeIfAbsent(element.path(INDEX).asInt(), index -> new DeltaMerge()).add(rest);
            } else {
                others.add(element);
            }
        }

        ArrayNode toJson() {
            ArrayNode json = JsonNodeFactory.instance.arrayNode();
            indexed.values().forEach(each -> json.add(each.toJson()));
            others.forEach(json::add);
            return json;
        }
    }
}
