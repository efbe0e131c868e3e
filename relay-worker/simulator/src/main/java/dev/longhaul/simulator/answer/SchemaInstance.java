package dev.longhaul.simulator.answer;

import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A simple instance of a JSON Schema. Understands types (also Gemini's upper-case ones), properties, items, enum,
 * const, the first branch of anyOf, oneOf and allOf, local references, bounds of strings, numbers and arrays, and the
 * usual string formats; patterns are not. Strings without a format carry the fingerprint.
 */
final class SchemaInstance {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    /** Recursive schemas are cut here. */
    private static final int DEEPEST = 8;
    private static final int MOST_ITEMS = 100;
    private static final int LONGEST_STRING = 10_000;

    private final JsonNode root;
    private final String fingerprint;

    private SchemaInstance(JsonNode root, String fingerprint) {
        this.root = root;
        this.fingerprint = fingerprint;
    }

    static JsonNode of(JsonNode schema, String fingerprint) {
        return new SchemaInstance(schema, fingerprint).value(schema, 0);
    }

    private JsonNode value(JsonNode schema, int depth) {
        if (depth > DEEPEST) {
            return NODES.nullNode();
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.path("enum").isArray() && !schema.get("enum").isEmpty()) {
            return schema.get("enum").get(0);
        }
        if (schema.path("$ref").isString()) {
            return value(referenced(schema.get("$ref").asString()), depth + 1);
        }
        for (var combination : new String[]{"anyOf", "oneOf", "allOf"}) {
            if (schema.path(combination).isArray() && !schema.get(combination).isEmpty()) {
                return value(schema.get(combination).get(0), depth + 1);
            }
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "string" -> NODES.stringNode(string(schema));
            case "integer" -> NODES.numberNode((long) Math.ceil(number(schema)));
            case "number" -> NODES.numberNode(number(schema));
            case "boolean" -> NODES.booleanNode(true);
            default -> NODES.nullNode();
        };
    }

    private static String type(JsonNode schema) {
        var type = schema.path("type");
        if (type.isArray() && !type.isEmpty()) {
            type = type.get(0);
        }
        if (type.isString()) {
            return type.asString().toLowerCase(Locale.ROOT);
        }
        return schema.has("items") ? "array" : "object";
    }

    private JsonNode referenced(String reference) {
        boolean local = reference.equals("#") || reference.startsWith("#/");
        return local ? root.at(reference.substring(1)) : NODES.objectNode();
    }

    private JsonNode object(JsonNode schema, int depth) {
        var object = NODES.objectNode();
        for (var property : schema.path("properties").properties()) {
            // In the deepest layer only what must be there, so that a recursive schema ends in a valid instance.
            if (depth < DEEPEST - 1 || requires(schema, property.getKey())) {
                object.set(property.getKey(), value(property.getValue(), depth + 1));
            }
        }
        return object;
    }

    private static boolean requires(JsonNode schema, String property) {
        for (var name : schema.path("required")) {
            if (name.asString("").equals(property)) {
                return true;
            }
        }
        return false;
    }

    private JsonNode array(JsonNode schema, int depth) {
        int least = schema.path("minItems").asInt(0);
        int wanted = depth < DEEPEST - 1 ? Math.max(1, least) : least;
        int count = Math.min(wanted, Math.min(MOST_ITEMS, schema.path("maxItems").asInt(MOST_ITEMS)));
        var array = NODES.arrayNode();
        for (int i = 0; i < count; i++) {
            array.add(value(schema.path("items"), depth + 1));
        }
        return array;
    }

    private String string(JsonNode schema) {
        var text = switch (schema.path("format").asString("")) {
            case "date-time" -> "2026-01-02T03:04:05Z";
            case "date" -> "2026-01-02";
            case "time" -> "03:04:05Z";
            case "email" -> "sim@example.com";
            case "uri" -> "https://example.com/" + fingerprint;
            case "uuid" -> "00000000-0000-4000-8000-" + fingerprint.substring(fingerprint.length() - 12);
            default -> fingerprint;
        };
        int least = Math.min(LONGEST_STRING, schema.path("minLength").asInt(0));
        int most = Math.max(least, schema.path("maxLength").asInt(LONGEST_STRING));
        var filled = text.length() < least ? text + ".".repeat(least - text.length()) : text;
        return filled.length() > most ? filled.substring(0, most) : filled;
    }

    private static double number(JsonNode schema) {
        double least = schema.has("exclusiveMinimum")
                ? schema.get("exclusiveMinimum").asDouble(0) + 1
                : schema.path("minimum").asDouble(1);
        double most = schema.path("maximum").asDouble(Double.MAX_VALUE);
        double step = schema.path("multipleOf").asDouble(0);
        double value = step > 0 ? Math.ceil(least / step) * step : least;
        return Math.min(value, most);
    }
}
