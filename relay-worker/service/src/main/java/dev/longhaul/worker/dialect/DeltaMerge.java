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

    /**
     * @return by how many bytes it has grown at least, written as JSON in UTF-8
     */
    long add(JsonNode delta) {
        long grown = 0;
        for (Map.Entry<String, JsonNode> field : delta.properties()) {
            grown += add(field.getKey(), field.getValue());
        }
        return grown;
    }

    private long add(String name, JsonNode value) {
        Object known = fields.get(name);
        if (value.isNull()) {
            fields.putIfAbsent(name, null);
        } else if (value.isString() && !SAID_ONCE.contains(name)) {
            GrowingText text = known instanceof GrowingText earlier ? earlier : new GrowingText();
            text.chars.append(value.asString());
            fields.put(name, text);
            return leastBytes(value.asString());
        } else if (value.isObject()) {
            DeltaMerge merged = known instanceof DeltaMerge earlier ? earlier : new DeltaMerge();
            fields.put(name, merged);
            return merged.add(value);
        } else if (value.isArray()) {
            Elements merged = known instanceof Elements earlier ? earlier : new Elements();
            fields.put(name, merged);
            return merged.add(value);
        } else if (known == null || !SAID_ONCE.contains(name)) {
            fields.put(name, value);
        }
        // said once, or in place of what was there
        return 0;
    }

    /** The beginning of a text that grows, so many chars at most; empty when there is no such text. */
    String beginning(String name, int most) {
        if (!(fields.get(name) instanceof GrowingText text)) {
            return "";
        }
        int length = text.chars.length();
        int end = Math.min(length, most);
        // a character beyond the first 65,536 is two chars, which stay together
        return text.chars.substring(0,
                end > 0 && end < length && Character.isHighSurrogate(text.chars.charAt(end - 1)) ? end - 1 : end);
    }

    /** Of a character that is two chars, which may come one by one, half of the bytes are counted. */
    private static long leastBytes(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            bytes += each < 0x80 || Character.isSurrogate(each) ? 1 : each < 0x800 ? 2 : 3;
        }
        return bytes;
    }

    private static long leastBytes(JsonNode value) {
        if (value.isString()) {
            return leastBytes(value.asString());
        }
        long bytes = 1;
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            bytes += field.getKey().length() + leastBytes(field.getValue());
        }
        if (value.isArray()) {
            for (JsonNode element : value) {
                bytes += leastBytes(element);
            }
        }
        return bytes;
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

        long add(JsonNode elements) {
            long grown = 0;
            for (JsonNode element : elements) {
                if (element.path(INDEX).isInt()) {
                    ObjectNode rest = ((ObjectNode) element).deepCopy();
                    rest.remove(INDEX);
                    grown += indexed.computeIfAbsent(element.path(INDEX).asInt(), index -> new DeltaMerge()).add(rest);
                } else {
                    others.add(element);
                    grown += leastBytes(element);
                }
            }
            return grown;
        }

        ArrayNode toJson() {
            ArrayNode json = JsonNodeFactory.instance.arrayNode();
            indexed.values().forEach(each -> json.add(each.toJson()));
            others.forEach(json::add);
            return json;
        }
    }
}
