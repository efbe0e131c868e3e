package dev.longhaul.simulator.config;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Configurations as text: reading, merging and writing, with errors that name the field. */
final class ConfigText {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            // Methods such as isBilled() draw conclusions from fields and are none themselves.
            .changeDefaultVisibility(visible -> visible.withIsGetterVisibility(Visibility.NONE))
            .build();
    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder().build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ConfigText() {}

    static JsonNode readYaml(String text) {
        var tree = read(YAML, text);
        return tree.isMissingNode() || tree.isNull() ? JSON.createObjectNode() : tree;
    }

    static JsonNode readJson(String text) {
        return read(JSON, text);
    }

    static SimulatorConfig merge(SimulatorConfig base, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            throw new InvalidConfig(List.of(new InvalidConfig.Problem("", "must be an object")));
        }
        ObjectNode tree = JSON.valueToTree(base);
        mergeInto(tree, changes, JSON.valueToTree(SimulatorConfig.defaults()));
        var merged = bind(tree);
        merged.requireValid();
        return merged;
    }

    static String write(SimulatorConfig config) {
        return JSON.writeValueAsString(config);
    }

    private static JsonNode read(ObjectMapper mapper, String text) {
        try {
            return mapper.readTree(text);
        } catch (JacksonException e) {
            throw new InvalidConfig(List.of(new InvalidConfig.Problem("", e.getOriginalMessage() + place(e))));
        }
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
    }

    private static void mergeInto(ObjectNode target, ObjectNode changes, @Nullable JsonNode defaults) {
        for (var change : changes.properties()) {
            var name = change.getKey();
            var byDefault = defaults == null ? null : defaults.get(name);
            if (change.getValue() instanceof ObjectNode inner && target.get(name) instanceof ObjectNode existing) {
                mergeInto(existing, inner, byDefault);
            } else if (change.getValue().isNull() && byDefault != null) {
                target.set(name, byDefault);
            } else {
                target.set(name, change.getValue());
            }
        }
    }

    private static SimulatorConfig bind(ObjectNode tree) {
        try {
            return JSON.treeToValue(tree, SimulatorConfig.class);
        } catch (DatabindException e) {
            throw new InvalidConfig(List.of(new InvalidConfig.Problem(path(e), reason(e))));
        }
    }

    private static String reason(DatabindException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown -> "is not known; known are " + unknown.getKnownPropertyIds();
            case InvalidFormatException wrong -> "cannot be " + wrong.getValue();
            default -> e.getOriginalMessage();
        };
    }

    private static String path(DatabindException e) {
        var path = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }
}
